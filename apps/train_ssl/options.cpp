#include "train_ssl/options.hpp"

#include "core/errors.hpp"

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
  app.add_option("--augment", o.augment, "Augmentation of a data set, as for kernel_eig");
  app.add_option("--n", o.n, "Use the first N originals [all]");
  app.add_option("--arch", o.arch, "resnet18, resnet34, resnet50, resnet-tiny, mlp or linear")
      ->capture_default_str();
  app.add_option("--width", o.width, "Width of a ResNet [1; resnet-tiny: 8 channels]");
  app.add_option("--stem", o.stem, "Of resnet18, 34, 50: cifar, cifar-no-relu or imagenet");
  app.add_option("--proj-dim", o.proj_dim, "Functions d")->capture_default_str();
  app.add_option("--proj-hidden", o.proj_hidden, "Hidden units of the projector; 0: one layer")
      ->capture_default_str();
  app.add_option("--loss", o.loss, "reformulated, spectral, vicreg or barlow-twins")
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
  app.add_option("--checkpoint-every", o.checkpoint_every, "Also save every N steps; 0: at the end")
      ->capture_default_str();
  app.add_option("--log-every", o.log_every, "A line of metrics.csv every N steps")
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

nn::ModelOptions model_options(const TrainSslOptions& o, const std::vector<std::int64_t>& input) {
  nn::ModelOptions model;
  model.arch = o.arch;
  model.input = input;
  model.width = o.width;
  model.stem = o.stem;
  model.proj_dim = o.proj_dim;
  model.proj_hidden = o.proj_hidden;
  return model;
}

nn::TrainOptions train_options(const TrainSslOptions& o, std::int64_t steps) {
  nn::TrainOptions train;
  train.seed = o.common.seed;
  train.batch = o.batch_size;
  train.views = o.views;
  train.loss.name = o.loss;
  train.loss.beta = o.beta;
  train.loss.orthogonality = nn::parse_orthogonality(o.orthogonality);
  train.loss.centred = !o.uncentred;
  train.loss.parity = nn::parse_loss_parity(o.parity);
  train.optimiser = {.name = o.optimizer, .weight_decay = o.weight_decay, .momentum = o.momentum};
  train.schedule = {.name = o.schedule, .lr = o.lr, .steps = steps, .warmup = o.warmup};
  train.clip = o.clip;
  return train;
}

}  // namespace eigenviews::apps
