#include "train_ssl/options.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/spec.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::json;

// Every option that decides the run, by its name. `visit(name, member)` is called for each.
template <class Options, class Visit>
void for_each_option(Options& o, Visit&& visit) {
  visit("seed", o.common.seed);
  visit("dataset", o.dataset);
  visit("data-dir", o.data_dir);
  visit("augment", o.augment);
  visit("n", o.n);
  visit("arch", o.arch);
  visit("width", o.width);
  visit("stem", o.stem);
  visit("mlp-sizes", o.mlp_sizes);
  visit("proj-dim", o.proj_dim);
  visit("proj-hidden", o.proj_hidden);
  visit("loss", o.loss);
  visit("beta", o.beta);
  visit("orthogonality", o.orthogonality);
  visit("uncentred", o.uncentred);
  visit("parity", o.parity);
  visit("views", o.views);
  visit("batch-size", o.batch_size);
  visit("steps", o.steps);
  visit("epochs", o.epochs);
  visit("optimizer", o.optimizer);
  visit("lr", o.lr);
  visit("weight-decay", o.weight_decay);
  visit("momentum", o.momentum);
  visit("schedule", o.schedule);
  visit("warmup", o.warmup);
  visit("clip", o.clip);
  visit("amp", o.amp);
}

// Quirks of the network and the data; all others are of the losses.
constexpr const char* stem_quirk = "stem-without-relu";
constexpr const char* std_quirk = "std-is-mean";

bool is_resnet(const std::string& arch) {
  return arch == "resnet18" || arch == "resnet34" || arch == "resnet50";
}

bool draws_ssl_views(const TrainSslOptions& options) {
  return options.augment == "ssl" || options.augment.rfind("ssl:", 0) == 0;
}

// --parity without what the network and the data do; "none" where nothing is left.
std::string loss_quirks(const std::string& parity) {
  if (parity == "none" || parity == "fastssl") return parity;
  std::string kept;
  for (const std::string& name : core::split(parity, ',')) {
    if (name != stem_quirk && name != std_quirk) kept += (kept.empty() ? "" : ",") + name;
  }
  return kept.empty() ? "none" : kept;
}

// Of "fastssl" only what concerns the loss that is trained.
nn::LossParity loss_parity(const TrainSslOptions& options) {
  nn::LossParity parity = nn::parse_loss_parity(loss_quirks(options.parity));
  if (options.parity != "fastssl") return parity;
  const bool concerned = options.loss == "barlow-twins" || options.loss == "vicreg";
  return concerned ? parity : nn::LossParity{};
}

template <class T>
void put(json& config, const char* name, const T& value) {
  config[name] = value;
}
template <class T>
void put(json& config, const char* name, const std::optional<T>& value) {
  config[name] = value ? json(*value) : json();
}
template <class T>
void take(const json& value, T& member) {
  member = value.get<T>();
}
template <class T>
void take(const json& value, std::optional<T>& member) {
  if (!value.is_null()) member = value.get<T>();
}

}  // namespace

void add_train_ssl_options(CLI::App& app, TrainSslOptions& o) {
  app.add_option("--dataset", o.dataset, "toy[:NAME,key=value...] or a data set")
      ->capture_default_str();
  app.add_option("--data-dir", o.data_dir, "Where data sets lie (or EIGENVIEWS_DATA_DIR)");
  app.add_option("--augment", o.augment, "Augmentation of a data set, as for kernel_eig, or ssl");
  app.add_option("--n", o.n, "Use the first N originals [all]");
  app.add_option("--arch", o.arch, "resnet18, resnet34, resnet50, resnet-tiny, mlp or linear")
      ->capture_default_str();
  app.add_option("--width", o.width, "Width of a ResNet [1; resnet-tiny: 8 channels]");
  app.add_option("--stem", o.stem, "Of resnet18, 34, 50: cifar, cifar-no-relu or imagenet");
  app.add_option("--mlp-sizes", o.mlp_sizes, "Sizes of the layers of an mlp [256 256]");
  app.add_option("--proj-dim", o.proj_dim, "Functions d")->capture_default_str();
  app.add_option("--proj-hidden", o.proj_hidden, "Hidden units of the projector; 0: one layer")
      ->capture_default_str();
  app.add_option("--loss", o.loss, "reformulated, spectral, vicreg, barlow-twins or literal")
      ->capture_default_str();
  app.add_option("--beta", o.beta, "Weight of the orthogonality [reformulated 1]");
  app.add_option("--orthogonality", o.orthogonality, "plug-in, half-batch or u-statistic")
      ->capture_default_str();
  app.add_flag("--uncentred", o.uncentred, "The loss also learns the constant function");
  app.add_option("--parity", o.parity, "fastssl, or quirks of it joined with commas")
      ->capture_default_str();
  app.add_option("--views", o.views, "Views of each original in a step, m")->capture_default_str();
  app.add_option("--batch-size", o.batch_size, "Originals in a step")->capture_default_str();
  app.add_option("--steps", o.steps, "Steps of the whole training [1000]");
  app.add_option("--epochs", o.epochs, "The same in passes over the originals");
  app.add_option("--optimizer", o.optimizer, "adam, adamw or sgd")->capture_default_str();
  app.add_option("--lr", o.lr, "Largest learning rate")->capture_default_str();
  app.add_option("--weight-decay", o.weight_decay, "adamw: decoupled")->capture_default_str();
  app.add_option("--momentum", o.momentum, "Of sgd, Nesterov's")->capture_default_str();
  app.add_option("--schedule", o.schedule, "constant, cosine or one-cycle")->capture_default_str();
  app.add_option("--warmup", o.warmup, "Steps of linear growth")->capture_default_str();
  app.add_option("--clip", o.clip, "Largest norm of the gradient; 0: none")->capture_default_str();
  app.add_option("--amp", o.amp, "off, or bf16: the network in bfloat16, on a GPU")
      ->capture_default_str();
  app.add_option("--memory-format",
                 o.memory_format,
                 "auto (channels-last on a GPU), contiguous or channels-last")
      ->capture_default_str();
  app.add_flag("--deterministic", o.deterministic, "Equal bytes in every run on a GPU too");
  app.add_flag("--no-cuda-graph", o.no_cuda_graph, "Launch each kernel of a step on its own");
  app.add_option("--checkpoint-every",
                 o.checkpoint_every,
                 "Also save every N steps, and keep each as step-N; 0: only at the end")
      ->capture_default_str();
  app.add_option("--log-every", o.log_every, "A line of metrics.csv every N steps")
      ->capture_default_str();
  app.add_option("--export",
                 o.export_format,
                 "torch: also write checkpoints/last.pth, for Python's torch.load")
      ->capture_default_str();
  app.add_option("--resume", o.resume, "Go on from this checkpoint of the same options");
  add_common_options(app, o.common, "train_ssl_out");
}

void validate(const TrainSslOptions& o) {
  if (o.steps && o.epochs) core::reject("--epochs", "give --steps or --epochs", *o.epochs);
  if (o.steps && *o.steps < 1) core::reject("--steps", "at least one step", *o.steps);
  if (o.epochs && *o.epochs < 1) core::reject("--epochs", "at least one epoch", *o.epochs);
  if (o.log_every < 1) core::reject("--log-every", "must be >= 1", o.log_every);
  if (o.checkpoint_every < 0) {
    core::reject("--checkpoint-every", "must be >= 0", o.checkpoint_every);
  }
  if (o.proj_dim < 1) core::reject("--proj-dim", "at least one function", o.proj_dim);
  const auto require = [](const char* flag, const std::string& value, auto... known) {
    if (((value != known) && ...)) core::reject_unknown(flag, "value", value, {known...});
  };
  require("--amp", o.amp, "off", "bf16");
  require("--export", o.export_format, "none", "torch");
  require("--memory-format", o.memory_format, "auto", "contiguous", "channels-last");
  static_cast<void>(loss_parity(o));
  const ModelParity parity = model_parity(o);
  if (parity.stem_without_relu && !is_resnet(o.arch)) {
    core::reject("--parity",
                 fmt::format("{} needs resnet18, resnet34 or resnet50", stem_quirk),
                 "--arch " + o.arch);
  }
  if (parity.stem_without_relu && o.stem && *o.stem != "cifar-no-relu") {
    core::reject("--stem",
                 fmt::format("--parity {} is the stem cifar-no-relu", stem_quirk),
                 *o.stem);
  }
  if (parity.std_is_mean && !draws_ssl_views(o)) {
    core::reject("--parity", fmt::format("{} needs --augment ssl", std_quirk), o.augment);
  }
}

ModelParity model_parity(const TrainSslOptions& o) {
  if (o.parity == "fastssl") return {is_resnet(o.arch), draws_ssl_views(o)};
  const auto names = core::split(o.parity, ',');
  const auto named = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return {named(stem_quirk), named(std_quirk)};
}

json to_json(const TrainSslOptions& options) {
  json config = json::object();
  for_each_option(options, [&](const char* name, const auto& value) { put(config, name, value); });
  return config;
}

TrainSslOptions from_json(const json& config, const std::string& where) {
  TrainSslOptions options;
  std::size_t known = 0;
  for_each_option(options, [&](const char* name, auto& member) {
    const auto found = config.find(name);
    if (found == config.end()) {
      core::reject(where, fmt::format("its configuration must hold '{}'", name), "none");
    }
    try {
      take(*found, member);
    } catch (const json::exception&) {
      core::reject(where, fmt::format("'{}' has another type", name), found->dump());
    }
    ++known;
  });
  if (known != config.size()) {
    core::reject(where,
                 fmt::format("its configuration must hold {} options", known),
                 config.size());
  }
  return options;
}

nn::ModelOptions model_options(const TrainSslOptions& o,
                               const std::vector<std::int64_t>& input,
                               const torch::Device& device) {
  nn::ModelOptions model;
  model.arch = o.arch;
  model.input = input;
  model.width = o.width;
  model.stem = o.stem;
  if (model_parity(o).stem_without_relu) model.stem = "cifar-no-relu";
  if (!o.mlp_sizes.empty()) model.mlp_sizes = o.mlp_sizes;
  model.proj_dim = o.proj_dim;
  model.proj_hidden = o.proj_hidden;
  const bool automatic = o.memory_format == "auto" && device.is_cuda();
  model.channels_last = input.size() == 3 && (automatic || o.memory_format == "channels-last");
  return model;
}

nn::LossOptions loss_options(const TrainSslOptions& o) {
  nn::LossOptions loss;
  loss.name = o.loss;
  loss.beta = o.beta;
  loss.orthogonality = nn::parse_orthogonality(o.orthogonality);
  loss.centred = !o.uncentred;
  loss.parity = loss_parity(o);
  return loss;
}

nn::TrainOptions train_options(const TrainSslOptions& o, std::int64_t steps) {
  nn::TrainOptions train;
  train.seed = o.common.seed;
  train.batch = o.batch_size;
  train.views = o.views;
  train.optimiser = {.name = o.optimizer, .weight_decay = o.weight_decay, .momentum = o.momentum};
  train.schedule = {.name = o.schedule, .lr = o.lr, .steps = steps, .warmup = o.warmup};
  train.clip = o.clip;
  train.bf16 = o.amp == "bf16";
  train.graph = !o.no_cuda_graph;
  return train;
}

}  // namespace eigenviews::apps
