"""Checkpoints of other programs, and what their networks give in PyTorch on the inputs of FOLDER.

usage: foreign_checkpoints.py named|numbered|images CHANNELS FOLDER
       foreign_checkpoints.py refused FOLDER
       foreign_checkpoints.py exported FOLDER      checks what train_ssl --export torch wrote there

Reads FOLDER/images.npy, rows of square images in [0, 1], channel by channel. Writes FOLDER/NAME and,
where a network is to be evaluated, FOLDER/NAME.npy with its outputs, one row an input;
FOLDER/NAME.backbone.npy has the features before a projector.
"""
import collections
import pathlib
import sys

import numpy
import torch
from torch import nn
from torchvision.models import resnet

LIGHTNING = {"epoch": 1, "global_step": 20, "pytorch-lightning_version": "2.1.0"}


class Narrow(resnet.ResNet):
    """torchvision's network with stages of `base` channels, twice that, and so on."""

    def __init__(self, block, blocks, base):
        self.base, self.started = base, False
        super().__init__(block, blocks)
        self.fc = nn.Linear(8 * base * block.expansion, 10)

    def _make_layer(self, block, planes, blocks, **arguments):
        if not self.started:
            self.started, self.inplanes = True, self.base
            self.conv1 = nn.Conv2d(3, self.base, 7, 2, 3, bias=False)
            self.bn1 = nn.BatchNorm2d(self.base)
        return super()._make_layer(block, planes * self.base // 64, blocks, **arguments)


def narrow(blocks=(2, 2, 2, 2), block=resnet.BasicBlock, base=8, channels=3, small=True, pool=False):
    """Without its classifier; `small`: the stem of CIFAR networks."""
    net = Narrow(block, list(blocks), base)
    if small:
        net.conv1 = nn.Conv2d(channels, base, 3, 1, 1, bias=False)
        if not pool:
            net.maxpool = nn.Identity()
    return net


def head(*sizes):
    """Linear - BN - ReLU - ... - Linear."""
    layers = []
    for a, b in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(a, b, bias=False), nn.BatchNorm1d(b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


def shaken(module):
    """Statistics and affine parts that matter: at their initial values an error would not show."""
    for part in module.modules():
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
            for tensor, low, high in ((part.weight, .5, 1.5), (part.bias, -.5, .5),
                                      (part.running_mean, -.2, .2), (part.running_var, .5, 1.5)):
                if tensor is not None:
                    nn.init.uniform_(tensor, low, high)
    return module.eval()


def features(net, x, relu=True):
    """Of a network with torchvision's attributes, before its classifier."""
    x = net.bn1(net.conv1(x))
    x = net.maxpool(net.relu(x) if relu else x)
    return net.avgpool(net.layer4(net.layer3(net.layer2(net.layer1(x))))).flatten(1)


def prefixed(prefix, module):
    return {prefix + name: tensor for name, tensor in module.state_dict().items()}


class Folder:
    def __init__(self, path, channels=None):
        self.path = pathlib.Path(path)
        if channels:
            rows = numpy.ascontiguousarray(numpy.load(self.path / "images.npy"))
            side = round((rows.shape[1] / channels) ** .5)
            self.x = torch.from_numpy(rows).to(torch.float32).reshape(-1, channels, side, side)

    def expect(self, name, outputs, backbone=None):
        numpy.save(self.path / f"{name}.npy", outputs.double().numpy())
        if backbone is not None:
            numpy.save(self.path / f"{name}.backbone.npy", backbone.double().numpy())

    def save(self, name, state, **options):
        torch.save(state, self.path / name, **options)


def toy_inputs(folder):
    """As the toy's inputs are standardised, grey for three channels."""
    x = (folder.x - folder.x.mean()) / folder.x.std()
    return x, x.expand(-1, 3, -1, -1)


def without_classifier(net):
    return {name: tensor for name, tensor in net.state_dict().items() if not name.startswith("fc.")}


def write_named(folder):
    """Layers under torchvision's names, behind several prefixes, in several formats."""
    grey, x = toy_inputs(folder)
    net = shaken(narrow(base=16, small=False))
    folder.save("torchvision.pth", net.state_dict())
    folder.expect("torchvision.pth", features(net, x))

    from safetensors.torch import save_file

    half = {name: t.half() if t.is_floating_point() else t for name, t in net.state_dict().items()}
    save_file(half, folder.path / "half.safetensors")
    net.load_state_dict(half)
    folder.expect("half.safetensors", features(net, x))

    net = shaken(narrow(blocks=(3, 4, 6, 3), channels=1))
    state = {f"module._orig_mod.{name}": tensor for name, tensor in net.state_dict().items()}
    folder.save("compiled.pth", {"state_dict": state, "epoch": 3}, _use_new_zipfile_serialization=False)
    folder.expect("compiled.pth", features(net, grey))
    torch.jit.trace(net, grey[:2], check_trace=False).save(folder.path / "traced.pt")
    folder.expect("traced.pt", features(net, grey))

    net, projector = shaken(narrow()), shaken(head(64, 40, 24, 6))
    other = narrow()
    state = prefixed("momentum_backbone.", other) | prefixed("backbone.", net) | prefixed("projector.", projector)
    state = {name: tensor for name, tensor in state.items() if ".fc." not in name}
    state["classifier.weight"] = torch.zeros(10, 64)
    folder.save("solo.ckpt", LIGHTNING | {"state_dict": collections.OrderedDict(state)})
    values = features(net, x)
    folder.expect("solo.ckpt", projector(values), values)


def write_numbered(folder):
    """Children of a Sequential: with them go what the network's forward() calls as a function."""
    _, x = toy_inputs(folder)
    net, projector = shaken(narrow((3, 4, 6, 3), resnet.Bottleneck)), shaken(head(256, 24, 24))
    wrapped = nn.Sequential(net.conv1, net.bn1, net.layer1, net.layer2, net.layer3, net.layer4, net.avgpool)
    state = prefixed("backbone.feats.", wrapped) | prefixed("backbone.proj.", projector)
    optimizer = {"state": {0: {"exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 1e-3, "params": [0]}]}
    folder.save("exp_ssl_100.pth", {"epoch": 101, "model": state, "optimizer": optimizer})
    values = features(net, x, relu=False)
    folder.expect("exp_ssl_100.pth", projector(values), values)
    parallel = {f"module.{name}": tensor for name, tensor in state.items()}
    folder.save("exp_VICReg_7.pth", {"epoch": 8, "model": parallel})
    folder.expect("exp_VICReg_7.pth", projector(values), values)

    # lightly around torchvision's network, with SimSiam's head, which ends with a normalisation
    net = shaken(narrow(small=False))
    layers = [nn.Linear(64, 32, bias=False), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 20, bias=False),
              nn.BatchNorm1d(20, affine=False)]
    projector = shaken(nn.Sequential(*layers))
    wrapped = nn.Sequential(*list(net.children())[:-1])
    state = prefixed("backbone.", wrapped) | prefixed("projection_head.layers.", projector)
    folder.save("lightly.ckpt", LIGHTNING | {"state_dict": collections.OrderedDict(state)})
    values = features(net, x)
    folder.expect("lightly.ckpt", projector(values), values)

    # names do not tell this one: a small stem with a max-pool
    net = shaken(narrow(pool=True))
    folder.save("pool.pth", without_classifier(net))
    folder.expect("pool.pth", features(net, x))


def write_images(folder):
    """Networks on images in [0, 1], and normalised."""
    x = folder.x
    net = shaken(narrow())
    folder.save("colour.pth", without_classifier(net))
    scale = lambda mean, std: [torch.tensor(v).reshape(1, -1, 1, 1) for v in (mean, std)]
    for name, (mean, std) in {"none": scale([0.], [1.]), "numbers": scale([.3], [.2]),
                              "imagenet": scale([.485, .456, .406], [.229, .224, .225]),
                              "cifar10": scale([.4914, .4822, .4465], [.2470, .2435, .2616]),
                              "six": scale([.1, .2, .3], [.4, .5, .6])}.items():
        folder.expect(name, features(net, (x - mean) / std))


def write_refused(folder):
    """Networks that are not ours, and projectors that are none."""
    folder.save("deep.pth", narrow((3, 4, 23, 3), resnet.Bottleneck, base=2).state_dict())
    net = narrow()
    state = net.state_dict()
    folder.save("colour.pth", state)
    folder.save("grey.pth", narrow(channels=1).state_dict())
    folder.save("two.pth", narrow(channels=2).state_dict())
    folder.save("squeeze.pth", state | {"layer1.0.se.fc.weight": torch.zeros(2, 8)})
    wide = dict(state)
    wide["layer3.1.conv2.weight"] = torch.zeros(32, 32, 5, 5)
    folder.save("wide.pth", wide)
    folder.save("integers.pth", state | {"bn1.weight": torch.zeros(8, dtype=torch.int64)})
    vit = nn.TransformerEncoderLayer(8, 2)
    folder.save("transformer.pth", {"model": vit.state_dict()})
    layer_norm = nn.Sequential(nn.Linear(64, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 4))
    folder.save("layer_norm.pth", {"model": prefixed("backbone.", net) | prefixed("projector.", layer_norm)})
    folder.save("cut_head.pth", state | prefixed("projector.", nn.Sequential(nn.Linear(60, 8))))


def check_exported(folder):
    """last.pth holds the network's tensors of last.safetensors, bit for bit, and no other."""
    from safetensors.torch import load_file

    state = torch.load(folder.path / "checkpoints/last.pth", weights_only=True)
    whole = load_file(folder.path / "checkpoints/last.safetensors")
    model = {name: tensor for name, tensor in whole.items() if not name.startswith("optimizer.")}
    assert model.keys() == state.keys() and len(model) < len(whole)
    assert all(tensor.dtype == model[name].dtype and torch.equal(tensor, model[name])
               for name, tensor in state.items())


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(3)
    with torch.no_grad():
        group, channels = sys.argv[1], [int(text) for text in sys.argv[2:-1]]
        {"named": write_named, "numbered": write_numbered, "images": write_images,
         "refused": write_refused, "exported": check_exported}[group](Folder(sys.argv[-1], *channels))
