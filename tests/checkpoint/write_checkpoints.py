"""Writes checkpoints with PyTorch, and beside each FILE what is in it: FILE.expected.

usage: write_checkpoints.py tensors|layouts|refused DIR     writes files of that group
       write_checkpoints.py read FILE.safetensors           prints what safetensors finds in FILE
       write_checkpoints.py load FILE.pth                   prints what torch.load finds in FILE

A line of FILE.expected is "tensor NAME DTYPE SHAPE CRC32" (the checksum of the elements, row-major)
or "scalar NAME VALUE". The last thing printed is a line for each metadata entry in "read".
"""

import argparse
import collections
import pathlib
import sys
import zlib

import numpy
import torch
from torch import nn

DTYPES = {
    torch.float64: "f64", torch.float32: "f32", torch.float16: "f16", torch.bfloat16: "bf16",
    torch.int64: "i64", torch.int32: "i32", torch.int16: "i16", torch.int8: "i8",
    torch.uint8: "u8", torch.bool: "bool",
}


def describe_tensor(name, tensor):
    elements = tensor.detach().contiguous().reshape(-1).view(torch.uint8)
    shape = ",".join(str(n) for n in tensor.shape) or "scalar"
    return f"tensor {name} {DTYPES[tensor.dtype]} {shape} {zlib.crc32(elements.numpy().tobytes())}"


def describe(value, name=""):
    """Lines for all that is in a nested object, under names joined with dots."""
    join = lambda key: f"{name}.{key}" if name else str(key)
    if isinstance(value, torch.Tensor):
        return [describe_tensor(name, value)]
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in describe(item, join(key))]
    if isinstance(value, (list, tuple)):
        return [line for key, item in enumerate(value) for line in describe(item, join(key))]
    if isinstance(value, (bool, int, float, numpy.generic)):
        return [f"scalar {name} {float(value).hex()}"]
    return []


def expect(path, value):
    pathlib.Path(f"{path}.expected").write_text("\n".join(describe(value)) + "\n")


def save(path, value, **options):
    torch.save(value, path, **options)
    expect(path, value)


def save_safetensors(path, tensors, metadata=None):
    from safetensors.torch import save_file

    save_file(tensors, path, metadata)
    expect(path, dict(sorted(tensors.items())))


def all_tensors():
    """Every element type, and every kind of view."""
    torch.manual_seed(0)
    table = torch.randn(597, 43, dtype=torch.float64) * 40
    numbers = {str(dtype): table.to(dtype) for dtype in DTYPES}
    shared = torch.arange(24.0).reshape(2, 3, 4)
    return {
        "dtypes": numbers,
        "transposed": table.t(),
        "every_other": table[1::2, ::3],
        "column": table[:, 7],
        "shared": shared,
        "shared_part": shared[1],
        "shared_permuted": shared.permute(2, 0, 1),
        "expanded": torch.ones(1, 3).expand(4, 3),
        "channels_last": torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
        "zero_dimensional": torch.tensor(2.5),
        "none": torch.zeros(0, 3),
        "special": torch.tensor([float("nan"), float("inf"), -0.0, 1e-45]),
        "parameter": nn.Parameter(torch.randn(3)),
        "buffer": nn.Buffer(torch.randn(3)),
    }


def write_tensors(folder):
    tensors = all_tensors()
    save(folder / "zip.pth", tensors)
    for protocol in (3, 4, 5):
        save(folder / f"protocol{protocol}.pth", tensors, pickle_protocol=protocol)
    # The old format cannot hold a storage of another type's view, nor Buffer's attributes.
    save(folder / "legacy.pth", tensors, _use_new_zipfile_serialization=False)
    flat = {**tensors.pop("dtypes"), **tensors}
    save_safetensors(folder / "flat.safetensors", {k: v.detach().clone().contiguous() for k, v in flat.items()},
                     {"format": "pt"})


class Net(nn.Module):
    """A narrow ResNet of torchvision's blocks; ReLU is a function, as in CIFAR networks."""

    def __init__(self, block, blocks, width=8):
        super().__init__()
        from torchvision.models.resnet import conv1x1

        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        channels = width
        for stage, count in enumerate(blocks):
            layers = []
            for index in range(count):
                planes = width << stage
                out = planes * block.expansion
                stride = 2 if stage > 0 and index == 0 else 1
                down = None
                if stride != 1 or channels != out:
                    down = nn.Sequential(conv1x1(channels, out, stride), nn.BatchNorm2d(out))
                layers.append(block(channels, planes, stride, down))
                channels = out
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.features = channels

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return torch.flatten(self.avgpool(x), 1)


def projector(size, hidden, out):
    return nn.Sequential(nn.Linear(size, hidden, bias=False), nn.BatchNorm1d(hidden),
                         nn.ReLU(), nn.Linear(hidden, out))


def in_training(model, head):
    """An optimiser after one step, so that its state has tensors."""
    optimizer = torch.optim.Adam(list(model.parameters()) + list(head.parameters()), lr=1e-3)
    features = model(torch.randn(4, 3, 16, 16)).flatten(1)
    head(features).square().sum().backward()
    optimizer.step()
    return optimizer


def write_fastssl(folder):
    from torchvision.models.resnet import Bottleneck

    net = Net(Bottleneck, [3, 4, 6, 3])
    wrapper = nn.Module()
    wrapper.backbone = nn.Module()
    wrapper.backbone.feats = nn.Sequential(*net.children())
    wrapper.backbone.proj = projector(net.features, 24, 24)
    optimizer = in_training(wrapper.backbone.feats, wrapper.backbone.proj)
    model = wrapper.state_dict()
    save(folder / "exp_ssl_100.pth", {"epoch": 101, "model": model, "optimizer": optimizer.state_dict()})
    parallel = collections.OrderedDict((f"module.{name}", tensor) for name, tensor in model.items())
    save(folder / "exp_VICReg_7.pth", {"epoch": 8, "model": parallel})


def write_lightning(folder):
    from torchvision.models.resnet import BasicBlock

    net = Net(BasicBlock, [2, 2, 2, 2])
    head = projector(net.features, 32, 16)
    optimizer = in_training(net, head)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 5])
    common = {
        "epoch": 1, "global_step": 20, "pytorch-lightning_version": "2.1.0",
        "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 1}}}},
        "callbacks": {"ModelCheckpoint{'monitor': None}": {"best_model_score": torch.tensor(0.5)}},
        "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [schedule.state_dict()],
        "hparams_name": "kwargs",
        "hyper_parameters": {"lr": numpy.float64(0.3), "steps": numpy.int64(7), "name": "run"},
    }
    numbered = nn.Sequential(*net.children())
    lightly = {f"backbone.{k}": v for k, v in numbered.state_dict().items()}
    lightly |= {f"projection_head.layers.{k}": v for k, v in head.state_dict().items()}
    save(folder / "lightly.ckpt", {**common, "state_dict": collections.OrderedDict(lightly)})
    solo = {f"backbone.{k}": v for k, v in net.state_dict().items()}
    solo |= {f"momentum_backbone.{k}": v for k, v in net.state_dict().items()}
    solo |= {f"projector.{k}": v for k, v in head.state_dict().items()}
    solo["classifier.weight"] = torch.zeros(10, net.features)
    save(folder / "solo.ckpt", {**common, "state_dict": collections.OrderedDict(solo)})
    ours = {k: v for k, v in solo.items() if k.split(".")[0] in ("backbone", "projector")}
    save_safetensors(folder / "ours.safetensors", ours)


def write_others(folder):
    import torchvision
    from torchvision.models.resnet import BasicBlock

    model = torchvision.models.resnet18(num_classes=5)
    save(folder / "torchvision.pth", model.state_dict())
    net = Net(BasicBlock, [3, 4, 6, 3]).eval()
    save(folder / "old.pth", net.state_dict(), _use_new_zipfile_serialization=False)
    path = folder / "traced.pt"
    torch.jit.trace(net, torch.zeros(1, 3, 8, 8), check_trace=False).save(path)
    expect(path, net.state_dict())


class WithAttributes(nn.Module):
    sizes: list[int]
    names: dict[str, int]

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 2)
        self.norm = nn.BatchNorm1d(2)
        self.sizes = [4, 5]
        self.names = {"a": 1}

    def forward(self, x):
        return self.norm(self.linear(x)) * self.sizes[0] * self.names["a"]


def write_script(folder):
    module = WithAttributes()
    torch.jit.script(module).save(folder / "scripted.pt")
    expect(folder / "scripted.pt",
           {**module.state_dict(), "sizes": module.sizes, "names": module.names})


def write_layouts(folder):
    torch.manual_seed(1)
    write_fastssl(folder)
    write_lightning(folder)
    write_others(folder)
    write_script(folder)


def write_refused(folder):
    torch.save(nn.Linear(2, 2), folder / "module.pth")
    torch.save({"args": argparse.Namespace(lr=1), "w": torch.zeros(1)}, folder / "namespace.pth")
    torch.save({"c": torch.zeros(2, dtype=torch.complex64)}, folder / "complex.pth")
    torch.save({"q": torch.zeros(2).to_sparse()}, folder / "sparse.pth")
    torch.save({"a": numpy.arange(3)}, folder / "array.pth")


def read(path):
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        for name in sorted(file.keys()):
            print(describe_tensor(name, file.get_tensor(name)))
        for key, value in sorted((file.metadata() or {}).items()):
            print("metadata", key, value)


def load(path):
    """By the safe unpickler; once more from a mapped file, whose tensors must be aligned to be used."""
    state = torch.load(path, weights_only=True)
    assert type(state) is dict
    mapped = torch.load(path, weights_only=True, mmap=True)
    for name, tensor in state.items():
        assert tensor.is_contiguous() and not tensor.requires_grad
        assert torch.equal(tensor, mapped[name])
        assert mapped[name].data_ptr() % tensor.element_size() == 0
        print(describe_tensor(name, tensor))


if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small, and tests run beside one another
    group, where = sys.argv[1], pathlib.Path(sys.argv[2])
    {"tensors": write_tensors, "layouts": write_layouts, "refused": write_refused,
     "read": read, "load": load}[group](where)
