"""One training step of train_ssl beside PyTorch, views included.

    python training_step.py --train-ssl build/bin/train_ssl [--device cpu] [--pairs 5] [--batch 64] [--views 2]
    python training_step.py --train-ssl build/bin/train_ssl --device cuda --amp bf16 --batch 512 --views 2 \\
        --peers eager compile recipe

Run it with a Python that has torch and torchvision (scripts/requirements.txt).

On a processor the views are those of the torus with side 32 (a table of 1024 images, indexed), the network a
ResNet-18 with the CIFAR stem, the loss the reformulated one, the optimiser Adam: the same work on both sides.
On a GPU the images are Fashion-MNIST at 32 pixels under `ssl` (crop, flip, jitter, grayscale):
    eager    the same steps in PyTorch, batched transforms written with tensor operations
    compile  the same under torch.compile
    recipe   torchvision's transforms one image at a time on the device, as the usual recipes do
Contenders run in turn, each in its own process; printed: views a second, the time of a step, the ratio to the
first peer of the same pair, medians and ranges. On a GPU also the share of the device's peak in bf16, from
the operations of forward and backward passes that PyTorch's counter gives.
"""
import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def resnet18(channels, functions):
    import torch
    import torchvision

    net = torchvision.models.resnet18(num_classes=functions)
    net.conv1 = torch.nn.Conv2d(channels, 64, 3, padding=1, bias=False)
    net.maxpool = torch.nn.Identity()
    return net


def loss(f, views, beta=1.0):
    """The reformulated loss, centred, plug-in."""
    import torch

    f = f.float().view(-1, views, f.shape[1])
    invariance = (f - f.mean(1, keepdim=True)).square().sum() / (f.shape[0] * (views - 1))
    rows = f.reshape(-1, f.shape[2])
    rows = rows - rows.mean(0)
    c = rows.T @ rows / rows.shape[0]
    return invariance + beta * (c - torch.eye(c.shape[0], device=c.device)).square().sum()


def torus_table(side):
    import torch

    at = torch.arange(side, dtype=torch.float32)
    distance = (at[:, None] - at[None, :] + side / 2) % side - side / 2
    bump = torch.exp(-distance.square() / (2 * 1.5**2))
    images = (bump[:, None, :, None] * bump[None, :, None, :]).reshape(side * side, 1, side, side)
    return (images - images.mean()) / images.std()


class TableViews:
    """Views of the torus: a table lookup, as train_ssl does it."""

    def __init__(self, args):
        self.table = torus_table(32).to(args.device)
        self.args = args

    def draw(self):
        import torch

        count = self.args.batch * self.args.views
        return self.table[torch.randint(len(self.table), (count,), device=self.args.device)]


def fashion_mnist(args):
    import gzip

    import numpy as np
    import torch

    path = os.path.join(args.data_dir, "train-images-idx3-ubyte.gz")
    with gzip.open(path) as file:
        images = np.frombuffer(file.read()[16:], np.uint8).reshape(-1, 1, 28, 28)[: args.n]
    return torch.from_numpy(images.copy()).to(args.device)


class BatchedViews:
    """Crop, flip and jitter of a whole batch with grid_sample; data resident as bytes."""

    def __init__(self, args):
        self.images, self.args = fashion_mnist(args), args

    def draw(self):
        import torch
        import torch.nn.functional as F

        n, m, device = self.args.batch, self.args.views, self.args.device
        x = self.images[torch.randint(len(self.images), (n,), device=device)].repeat_interleave(m, 0).float() / 255
        area = torch.empty(n * m, device=device).uniform_(0.08, 1)
        ratio = torch.exp(torch.empty(n * m, device=device).uniform_(-0.2877, 0.2877))
        w, h = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
        cx = (torch.rand(n * m, device=device) * 2 - 1) * (1 - w)
        cy = (torch.rand(n * m, device=device) * 2 - 1) * (1 - h)
        flip = torch.where(torch.rand(n * m, device=device) < 0.5, -1.0, 1.0)
        zero = torch.zeros_like(w)
        theta = torch.stack([torch.stack([w * flip, zero, cx], 1), torch.stack([zero, h, cy], 1)], 1)
        x = F.grid_sample(x, F.affine_grid(theta, (n * m, 1, 32, 32), align_corners=False), align_corners=False)
        brightness = 1 + 0.4 * (2 * torch.rand(n * m, 1, 1, 1, device=device) - 1)
        x = (x * brightness).clamp(0, 1)
        mean = x.mean((1, 2, 3), keepdim=True)
        return (mean + (1 + 0.4 * (2 * torch.rand(n * m, 1, 1, 1, device=device) - 1)) * (x - mean)).clamp(0, 1)


class RecipeViews:
    """torchvision's transforms, one view at a time, on resident data."""

    def __init__(self, args):
        from torchvision.transforms import v2

        self.images, self.args = fashion_mnist(args), args
        self.transform = v2.Compose([
            v2.RandomResizedCrop(32, scale=(0.08, 1), antialias=True), v2.RandomHorizontalFlip(),
            v2.ColorJitter(0.4, 0.4)])

    def draw(self):
        import torch

        index = torch.randint(len(self.images), (self.args.batch,)).tolist()
        views = [self.transform(self.images[i].float() / 255) for i in index for _ in range(self.args.views)]
        return torch.stack(views)


def peer(args):
    """Seconds of one step, the mean over args.steps after a warm-up."""
    import torch

    if args.threads:
        torch.set_num_threads(args.threads)
    cuda = args.device.startswith("cuda")
    torch.manual_seed(0)
    sources = {"eager": BatchedViews, "compile": BatchedViews, "recipe": RecipeViews}
    source = sources[args.peer](args) if cuda else TableViews(args)
    net = resnet18(1, args.functions).to(args.device)
    if cuda:
        torch.backends.cudnn.benchmark = True
        net = net.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(net.parameters(), 1e-3, fused=True)
    bf16 = args.amp == "bf16"

    def step():
        views = source.draw()
        if cuda:
            views = views.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        with torch.autocast(args.device.split(":")[0], torch.bfloat16, enabled=bf16):
            f = net(views)
        value = loss(f, args.views)
        value.backward()
        optimizer.step()
        return value

    if args.peer == "compile":
        net = torch.compile(net)  # the optimiser stays eager: it is fused already
    sync = torch.cuda.synchronize if cuda else (lambda: None)
    for _ in range(args.warmup):
        value = step()
    float(value.detach())
    sync()
    start = time.perf_counter()
    for _ in range(args.steps):
        value = step()
        if not cuda:
            float(value.detach())
    sync()
    return (time.perf_counter() - start) / args.steps


def flops_of_a_view(functions):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    net = resnet18(1, functions)
    with FlopCounterMode(display=False) as counter:
        net(torch.zeros(2, 1, 32, 32)).sum().backward()
    return counter.get_total_flops() / 2


def ours(args):
    """Seconds of one step of train_ssl, from the speeds in metrics.csv after the warm-up."""
    with tempfile.TemporaryDirectory() as out:
        cuda = args.device.startswith("cuda")
        data = (["--dataset", "fashion-mnist", "--n", str(args.n), "--augment", "ssl:size=32", "--data-dir",
                 args.data_dir] if cuda else ["--dataset", "toy:torus,side=32"])
        command = [args.train_ssl, *data, "--arch", "resnet18", "--proj-dim", str(args.functions), "--views",
                   str(args.views), "--batch-size", str(args.batch), "--steps", str(args.warmup + args.steps),
                   "--log-every", str(args.warmup), "--device", args.device, "--amp", args.amp, "--memory-format",
                   args.memory_format, "--quiet", "--out", out + "/run"]
        if args.threads:
            command += ["--threads", str(args.threads)]
        subprocess.run(command, check=True)
        with open(out + "/run/metrics.csv") as file:
            rows = list(csv.DictReader(file))
    speeds = [float(row["views_per_s"]) for row in rows if int(row["step"]) > args.warmup]
    return args.batch * args.views / statistics.median(speeds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train-ssl", required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--amp", default="off")
    parser.add_argument("--memory-format", default="auto")
    parser.add_argument("--peers", nargs="*", default=["eager"])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--views", type=int, default=2)
    parser.add_argument("--functions", type=int, default=64)
    parser.add_argument("--steps", type=int, default=6, help="timed; a multiple of --warmup")
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--n", type=int, default=60000)
    parser.add_argument("--data-dir", default="/usr/share/datasets/fashion-mnist")
    parser.add_argument("--peak-tflops", type=float, default=0, help="of the device in bf16")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peer:
        print(json.dumps(peer(args)))
        return
    times = {name: [] for name in ["train_ssl", *args.peers]}
    for _ in range(args.pairs):
        times["train_ssl"].append(ours(args))
        for name in args.peers:
            result = subprocess.run([sys.executable, *sys.argv, "--peer", name], check=True, stdout=subprocess.PIPE)
            times[name].append(json.loads(result.stdout))
    views = args.batch * args.views
    flops = flops_of_a_view(args.functions)
    for name, seconds in times.items():
        median = statistics.median(seconds)
        line = f"{name:10s} {1e3 * median:9.2f} ms a step [{1e3 * min(seconds):.2f}, {1e3 * max(seconds):.2f}]"
        line += f"  {views / median:10.0f} views/s  {flops * views / median / 1e12:.3f} Tflop/s"
        if args.peak_tflops:
            line += f" = {100 * flops * views / median / 1e12 / args.peak_tflops:.1f} % of the peak"
        if name != "train_ssl":
            ratios = [a / b for a, b in zip(times["train_ssl"], seconds)]
            line += f"  train_ssl / {name}: {statistics.median(ratios):.3f} [{min(ratios):.3f}, {max(ratios):.3f}]"
        print(line)


if __name__ == "__main__":
    main()
