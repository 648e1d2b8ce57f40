"""Networks built by torchvision and PyTorch, for the tests of src/nn.

usage: networks.py torchvision|pytorch FOLDER

Writes FOLDER/NAME.pt for each case: a dictionary of tensors
    x, eval, train      a batch and the outputs in both modes (eval first)
    gradient            of mean(train^2) in the first weight
    state/NAME          the state_dict before, in its order
    after/NAME          the running statistics after the pass in training mode
"""
import sys
from unittest import mock

import torch
from torch import nn
from torch.nn import functional as F

SEED = 7


def shake_norms(model):
    """Statistics and affine parts that matter: at their initial values an error would not show."""
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            for tensor, low, high in ((module.weight, .5, 1.5), (module.bias, -.5, .5),
                                      (module.running_mean, -.2, .2), (module.running_var, .5, 1.5)):
                nn.init.uniform_(tensor, low, high)


def write(model, x, path):
    shake_norms(model)
    state = {f"state/{name}": tensor.detach().clone() for name, tensor in model.state_dict().items()}
    with torch.no_grad():
        evaluated = model.eval()(x)
    trained = model.train()(x)
    trained.square().mean().backward()
    after = {f"after/{name}": tensor.clone() for name, tensor in model.named_buffers()}
    torch.save({"x": x, "eval": evaluated, "train": trained.detach(),
                "gradient": next(model.parameters()).grad} | state | after, path)


def torchvision_cases(folder):
    from torchvision.models import resnet

    class Narrow(resnet.ResNet):
        """Stages of `base` channels, twice that, and so on."""
        def __init__(self, block, layers, base):
            self.base, self.started = base, False
            super().__init__(block, layers)

        def _make_layer(self, block, planes, blocks, **arguments):
            if not self.started:
                self.started, self.inplanes = True, self.base
            return super()._make_layer(block, planes * self.base // 64, blocks, **arguments)

    def cifar(model, channels, base, relu=True):
        model.conv1 = nn.Conv2d(channels, base, 3, 1, 1, bias=False)
        model.bn1 = nn.BatchNorm2d(base)
        model.maxpool = nn.Identity()
        if not relu:
            model.relu = nn.Identity()
        return model

    basic, bottleneck = resnet.BasicBlock, resnet.Bottleneck
    cases = {
        "resnet18": (resnet.resnet18, (4, 3, 64, 64)),
        "resnet34": (resnet.resnet34, (4, 3, 40, 33)),
        "resnet50": (resnet.resnet50, (4, 3, 47, 64)),
        "cifar": (lambda: cifar(Narrow(basic, [2, 2, 2, 2], 16), 1, 16), (4, 1, 28, 28)),
        "cifar-no-relu": (lambda: cifar(Narrow(bottleneck, [3, 4, 6, 3], 8), 5, 8, relu=False),
                          (3, 5, 17, 32)),
    }
    for name, (make, shape) in cases.items():
        with mock.patch.object(nn, "Linear", lambda *_: nn.Identity()):  # no fc: it would draw numbers
            torch.manual_seed(SEED)
            model = make()
        write(model, torch.randn(shape), f"{folder}/{name}.pt")


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        downsample = None
        if stride != 1 or i != o:
            downsample = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.downsample = downsample

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Tiny(nn.Module):
    def __init__(self, channels, height, width, c):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, c, 3, 1, 1, bias=False), nn.BatchNorm2d(c)
        self.layer1 = nn.Sequential(Block(c, c, 1))
        self.layer2 = nn.Sequential(Block(c, 2 * c, 2))
        self.layer3 = nn.Sequential(Block(2 * c, 4 * c, 2))
        self.fc = nn.Linear(4 * c * -(-height // 4) * -(-width // 4), 128)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.fc(self.layer3(self.layer2(self.layer1(x))).flatten(1)))


class Model(nn.Module):
    def __init__(self, make_backbone, make_projector=None):
        super().__init__()
        self.backbone = make_backbone()
        self.projector = make_projector() if make_projector else None

    def forward(self, x):
        x = self.backbone(x)
        return self.projector(x) if self.projector else x


class Flat(nn.Sequential):
    def forward(self, x):
        return super().forward(x.flatten(1))


def pytorch_cases(folder):
    def head(i, h, d):
        return nn.Sequential(nn.Linear(i, h, bias=False), nn.BatchNorm1d(h), nn.ReLU(), nn.Linear(h, d))

    cases = {
        "tiny": (lambda: Model(lambda: Tiny(1, 16, 16, 8), lambda: nn.Sequential(nn.Linear(128, 8))),
                 (5, 1, 16, 16)),
        "tiny-odd": (lambda: Model(lambda: Tiny(3, 13, 18, 3), lambda: head(128, 11, 6)), (4, 3, 13, 18)),
        "mlp": (lambda: Model(lambda: Flat(nn.Linear(30, 12), nn.ReLU(), nn.Linear(12, 9), nn.ReLU()),
                              lambda: head(9, 7, 4)), (6, 2, 5, 3)),
        "linear": (lambda: Model(lambda: Flat(nn.Linear(10, 4, bias=False))), (6, 10)),
    }
    for name, (make, shape) in cases.items():
        torch.manual_seed(SEED)
        model = make()
        write(model, torch.randn(shape), f"{folder}/{name}.pt")


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"torchvision": torchvision_cases, "pytorch": pytorch_cases}[sys.argv[1]](sys.argv[2])
