// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"

#include "app/cli/progress_line.h"
#include "core/base/log.h"
#include "core/jobs/choose_device.h"

#include <QCoreApplication>

#include <csignal>
#include <iostream>

namespace cleave::cli {

namespace {

constexpr int exitDone = 0;
constexpr int exitFailed = 1;
constexpr int exitUsage = 2;
constexpr int exitCancelled = 130;

/// The running command's progress, for the signal handler alone: cancel() only stores an atomic
/// flag.
std::atomic<Progress*> runningProgress = nullptr;

void onInterrupt(int) {
    if (Progress* progress = runningProgress.load())
        progress->cancel();
}

std::string asPlainText(const Json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_float()) {
        std::ostringstream stream;
        stream << value.get<double>();
        return stream.str();
    }
    return value.dump();
}

/// A list of objects as an aligned table.
void printTable(const Json& rows) {
    std::vector<std::string> columns;
    for (const auto& row : rows)
        for (const auto& [key, value] : row.items())
            if (std::find(columns.begin(), columns.end(), key) == columns.end())
                columns.push_back(key);
    std::vector<std::size_t> widths;
    for (const std::string& column : columns) {
        std::size_t width = column.size();
        for (const auto& row : rows)
            if (row.contains(column))
                width = std::max(width, asPlainText(row[column]).size());
        widths.push_back(width);
    }
    const auto printCell = [&](std::size_t i, const std::string& text) {
        std::cout << "  " << text << std::string(widths[i] - std::min(widths[i], text.size()), ' ');
    };
    for (std::size_t i = 0; i < columns.size(); ++i)
        printCell(i, columns[i]);
    std::cout << '\n';
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            printCell(i, row.contains(columns[i]) ? asPlainText(row[columns[i]]) : std::string());
        std::cout << '\n';
    }
}

} // namespace

Commands::Commands(CLI::App& app) : app_(app) {
    app.require_subcommand(1);
    app.fallthrough();
    app.set_version_flag("--version", std::string("cleave ") + CLEAVE_VERSION);
    app.add_flag("--json", options_.json, "Print the result as one JSON object");
    app.add_flag("--quiet", options_.quiet, "No progress and no warnings on standard error");
    app.add_option("--device", options_.device, "auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->capture_default_str();
    app.add_option("--threads", options_.threads, "Number of threads; 0 = all cores")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    app.add_option("--seed", options_.seed, "Start of all randomness (default: the project's)")
        ->each([this](const std::string&) { options_.seedGiven = true; });
}

CLI::App* Commands::add(const std::string& name,
                        const std::string& description,
                        std::function<Json(Commands&)> run) {
    CLI::App* command = app_.add_subcommand(name, description);
    command->fallthrough();
    command->footer("General: --json, --quiet, --device auto|cpu|cuda, --threads N, --seed N (see "
                    "cleave --help)");
    command->callback([this, run = std::move(run)] { chosen_ = run; });
    return command;
}

CLI::App* Commands::addForProject(const std::string& name,
                                  const std::string& description,
                                  std::function<Json(Commands&)> run) {
    CLI::App* command = add(name, description, std::move(run));
    command->add_option("project", projectPath_, "Project file (.cleave)")->required();
    return command;
}

Project Commands::openProject() {
    Progress quiet;
    LoadedProject loaded = loadProject(projectPath_, quiet);
    for (const Text& problem : options_.quiet ? std::vector<Text>{} : loaded.problems)
        std::cerr << "warning: " << translate(problem) << '\n';
    if (options_.seedGiven)
        loaded.project.seed = options_.seed;
    return std::move(loaded.project);
}

void Commands::save(const Project& project) {
    Progress quiet;
    saveProject(project, projectPath_, quiet);
}

int Commands::run(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    try {
        app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app_.exit(error, std::cout, std::cerr);
        return code == 0 ? exitDone : exitUsage;
    }
    chooseThreads(options_.threads);
    if (options_.quiet)
        setLogLevel(LogLevel::Silent);
    ProgressLine line(!options_.quiet);
    progress_ =
        std::make_unique<Progress>([&](const ProgressReport& report) { line.show(report); });
    runningProgress = progress_.get();
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    int status = exitDone;
    try {
        chooseDevice(options_.device);
        const Json result = chosen_(*this);
        line.clear();
        printResult(result);
    } catch (const CLI::ParseError& error) {
        std::cerr << error.what() << '\n';
        status = exitUsage;
    } catch (const Cancelled&) {
        line.clear();
        std::cerr << "cancelled\n";
        status = exitCancelled;
    } catch (const Error& error) {
        line.clear();
        std::cerr << "error: " << error.what() << '\n';
        status = exitFailed;
    } catch (const std::bad_alloc&) {
        line.clear();
        std::cerr << "error: there is not enough memory for this step\n";
        status = exitFailed;
    } catch (const std::exception& error) {
        line.clear();
        std::cerr << "error: internal: " << error.what() << '\n';
        status = exitFailed;
    }
    runningProgress = nullptr;
    return status;
}

void Commands::printResult(const Json& result) const {
    if (options_.json) {
        std::cout << result.dump(1) << '\n';
        return;
    }
    for (const auto& [key, value] : result.items()) {
        const bool isTable = value.is_array() && !value.empty() && value.front().is_object();
        std::cout << key << ":" << (isTable ? "\n" : " " + asPlainText(value) + "\n");
        if (isTable)
            printTable(value);
    }
}

void addParams(CLI::App* app, const ParamList& params) {
    for (const Param& param : params) {
        const auto set = [param](const std::string& text) {
            try {
                setParam(param, text);
            } catch (const Error& error) {
                throw CLI::ValidationError(error.what());
            }
        };
        std::string help = translate(param.help.source[0] ? param.help : param.label);
        if (std::holds_alternative<bool*>(param.value)) {
            app->add_flag_callback(
                "--" + param.name, [set] { set("true"); }, help);
            app->add_flag_callback("--no-" + param.name, [set] { set("false"); })->group("");
            continue;
        }
        if (!param.choices.empty()) {
            help += " (";
            for (std::size_t i = 0; i < param.choices.size(); ++i)
                help += (i ? ", " : "") + param.choices[i].name;
            help += ")";
        }
        app->add_option_function<std::string>(
            "--" + param.name, set, help + " [" + paramText(param) + "]");
    }
}

std::vector<std::string> splitList(const std::string& list) {
    std::vector<std::string> parts;
    std::istringstream stream(list);
    for (std::string part; std::getline(stream, part, ',');)
        if (!part.empty())
            parts.push_back(part);
    return parts;
}

} // namespace cleave::cli
