// SPDX-License-Identifier: Apache-2.0
// Reads every include of the sources against the architecture: which layer, which room of core and
// which library a file may see.
#include <QLibraryInfo>
#include <QTest>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// In the order of inclusion: a room may include those before it. `field`, which is data only,
/// stands before `formats`, whose splat files are read straight into it: a second struct of the
/// same planes would only be copied.
const std::vector<std::string> coreRooms = {
    "base",      "torch",    "camera",     "image",   "field",    "formats",   "dataset",
    "rendering", "networks", "training",   "masks",   "features", "selection", "segments",
    "methods",   "export",   "evaluation", "project", "sample",   "bench",     "jobs"};

struct Include {
    std::string file; ///< from the repository root
    int line = 0;
    std::string path;
    bool isQuoted = false;
};

/// One problem of an include, or nothing.
using Rule = std::function<std::string(const Include&)>;

/// The only folder of the programs that may show windows.
const std::string studioFolder = "app/studio";

bool startsWith(const std::string& text, const std::string& beginning) {
    return text.rfind(beginning, 0) == 0;
}

std::string first(const std::string& path) {
    return path.substr(0, path.find('/'));
}

std::string second(const std::string& path) {
    const std::size_t slash = path.find('/');
    return slash == std::string::npos ? "" : first(path.substr(slash + 1));
}

bool isHeader(const std::string& file) {
    return file.ends_with(".h") || file.ends_with(".cuh");
}

bool isCuda(const std::string& file) {
    return file.ends_with(".cu") || file.ends_with(".cuh");
}

bool existsInQt(const std::string& module, const std::string& header) {
    return fs::exists(fs::path(QLibraryInfo::path(QLibraryInfo::HeadersPath).toStdString()) /
                      module / header);
}

/// What an include in angle brackets belongs to.
std::string library(const std::string& path) {
    static const std::vector<std::pair<std::string, std::string>> prefixes = {
        {"Eigen/", "Eigen"},      {"torch/", "torch"},    {"ATen/", "torch"},
        {"c10/", "torch"},        {"opencv2/", "OpenCV"}, {"openvdb/", "OpenVDB"},
        {"assimp/", "Assimp"},    {"tbb/", "oneTBB"},     {"oneapi/", "oneTBB"},
        {"hwy/", "Highway"},      {"nlohmann/", "json"},  {"spdlog/", "spdlog"},
        {"CLI/", "CLI11"},        {"zlib.h", "zlib"},     {"cuda", "CUDA"},
        {"cub/", "CUDA"},         {"thrust/", "CUDA"},    {"nanoflann", "nanoflann"},
        {"experimental/", "std"}, {"sys/", "system"},     {"linux/", "system"},
        {"GL/", "OpenGL"}};
    for (const auto& [prefix, name] : prefixes)
        if (startsWith(path, prefix))
            return name;
    if (startsWith(path, "Qt") && path.find('/') != std::string::npos)
        return first(path);
    if (path[0] == 'Q') {
        for (const char* module : {"QtCore", "QtSql", "QtTest"})
            if (existsInQt(module, path))
                return module;
        return "QtGui"; // or Widgets, OpenGL ...: all of them are for ui alone
    }
    return path.ends_with(".h") ? "system" : "std";
}

std::string refuse(const Include& include, const std::string& why) {
    return include.file + ":" + std::to_string(include.line) + ": " + why;
}

/// Arrows between the layers.
std::string layerProblem(const Include& include) {
    const std::string from = first(include.file), to = first(include.path);
    static const std::set<std::string> layers = {"kernels", "core", "ui", "app", "tests"};
    if (!include.isQuoted)
        return "";
    if (!layers.contains(to))
        return refuse(include, "\"" + include.path + "\" does not start at the repository root");
    const auto allowed = [&]() -> std::set<std::string> {
        if (from == "kernels")
            return {"kernels"};
        if (from == "core")
            return {"kernels", "core"};
        if (from == "ui")
            return {"core", "ui"};
        if (startsWith(include.file, studioFolder + "/"))
            return {"core", "ui", "app"};
        return {"core", "app"};
    }();
    return allowed.contains(to)
               ? ""
               : refuse(include, from + " includes \"" + include.path + "\" of layer " + to);
}

/// Order of the rooms inside core.
std::string roomProblem(const Include& include) {
    if (first(include.file) != "core" || first(include.path) != "core" || !include.isQuoted)
        return "";
    // PSNR and SSIM need pictures alone; training reports them with the same code as `eval`.
    if (include.path == "core/evaluation/image_metrics.h" && second(include.file) == "training")
        return "";
    const auto place = [](const std::string& room) {
        return std::find(coreRooms.begin(), coreRooms.end(), room) - coreRooms.begin();
    };
    const std::string from = second(include.file), to = second(include.path);
    const auto end = static_cast<std::ptrdiff_t>(coreRooms.size());
    if (place(from) == end)
        return refuse(include, "room " + from + " is not in the list of rooms");
    if (place(to) == end)
        return refuse(include, "room " + to + " is not in the list of rooms");
    return place(to) <= place(from) ? ""
                                    : refuse(include,
                                             "room " + from + " includes \"" + include.path +
                                                 "\" of the later room " + to);
}

bool maySeeTorch(const std::string& file) {
    if (!isHeader(file))
        return startsWith(file, "core/torch/") || startsWith(file, "core/networks/");
    return startsWith(file, "core/torch/") ||
           (startsWith(file, "core/networks/") && file.ends_with("_module.h"));
}

std::set<std::string> librariesOf(const std::string& file) {
    const std::string layer = first(file);
    std::set<std::string> allowed = {"std", "system"};
    if (layer == "kernels") {
        if (!isHeader(file))
            allowed.insert({"oneTBB", "Highway"});
        if (isCuda(file))
            allowed.insert("CUDA");
        return allowed;
    }
    if (layer == "core") {
        allowed.insert("Eigen");
        if (maySeeTorch(file))
            allowed.insert("torch");
        if (!isHeader(file))
            allowed.insert(
                {"OpenCV", "OpenVDB", "Assimp", "QtCore", "QtSql", "json", "spdlog", "zlib"});
        return allowed;
    }
    if (layer == "ui")
        allowed.insert({"Eigen",
                        "QtCore",
                        "QtGui",
                        "QtWidgets",
                        "QtOpenGL",
                        "QtOpenGLWidgets",
                        "QtSvg",
                        "OpenGL"});
    else if (startsWith(file, studioFolder + "/"))
        allowed.insert({"QtCore", "QtGui", "QtWidgets"});
    else
        allowed.insert({"Eigen", "QtCore", "CLI11", "json"});
    return allowed;
}

std::string libraryProblem(const Include& include) {
    if (include.isQuoted || include.path == "nlohmann/json_fwd.hpp")
        return "";
    // `doctor` tells the versions of what the kernels were built with.
    if (include.file == "core/jobs/diagnose.cpp" && include.path == "tbb/version.h")
        return "";
    const std::string name = library(include.path);
    if (librariesOf(include.file).contains(name))
        return "";
    return refuse(include,
                  std::string(isHeader(include.file) ? "headers" : "sources") +
                      " here may not include <" + include.path + "> (" + name + ")");
}

std::vector<std::string> linesOf(const fs::path& path) {
    std::ifstream stream(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::vector<Include> includesOf(const std::string& file, const std::vector<std::string>& lines) {
    static const std::regex pattern("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
    std::vector<Include> includes;
    std::smatch match;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (std::regex_search(lines[i], match, pattern))
            includes.push_back({file, static_cast<int>(i) + 1, match[2], match[1] == "\""});
    return includes;
}

bool isSource(const fs::path& path) {
    static const std::set<std::string> endings = {".h", ".cpp", ".cu", ".cuh"};
    return endings.contains(path.extension().string());
}

/// Files below the folders, from the repository root.
std::vector<std::string> filesIn(std::initializer_list<const char*> folders,
                                 const std::function<bool(const fs::path&)>& wanted) {
    const fs::path root = CLEAVE_SOURCE_DIR;
    std::vector<std::string> files;
    for (const char* folder : folders) {
        if (!fs::exists(root / folder))
            continue;
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder))
            if (entry.is_regular_file() && wanted(entry.path()))
                files.push_back(fs::relative(entry.path(), root).generic_string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::string> problemsIn(const std::string& file,
                                    const std::vector<std::string>& lines) {
    std::vector<std::string> problems;
    for (const Include& include : includesOf(file, lines)) {
        // A file's own generated Qt part is no arrow.
        if (include.isQuoted && include.path.ends_with(".moc"))
            continue;
        for (const Rule& rule : {Rule(layerProblem), Rule(roomProblem), Rule(libraryProblem)})
            if (std::string problem = rule(include); !problem.empty())
                problems.push_back(problem);
    }
    return problems;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines)
        all += "\n" + line;
    return all;
}

} // namespace

class LayeringTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongArrowsAreNoticed_data();
    void wrongArrowsAreNoticed();
    void everyIncludePointsAllowedWays();
    void everyFileNamesItsLicence();
};

void LayeringTest::wrongArrowsAreNoticed_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("isAllowed");
    const auto row = [](const std::string& file, const char* line, bool isAllowed) {
        QTest::newRow((file + " " + line).c_str())
            << QString::fromStdString(file) << QString(line) << isAllowed;
    };
    row("kernels/base/a.h", "#include <vector>", true);
    row("kernels/base/a.h", "#include <tbb/parallel_for.h>", false);
    row("kernels/base/a.cpp", "#include <tbb/parallel_for.h>", true);
    row("kernels/base/a.cpp", "#include <Eigen/Core>", false);
    row("kernels/base/a.cpp", "#include \"core/base/error.h\"", false);
    row("core/segments/a.h", "#include \"core/selection/selection.h\"", true);
    row("core/selection/a.h", "#include \"core/segments/segment.h\"", false);
    row("core/attic/a.h", "#include \"core/base/error.h\"", false);
    row("core/segments/a.h", "#include \"core/segments/segment.h\"", true);
    row("core/segments/a.cpp", "#include \"ui/main_window.h\"", false);
    row("core/project/a.cpp", "#include <QSqlQuery>", true);
    row("core/project/a.cpp", "#include <QWidget>", false);
    row("core/project/a.cpp", "#include <QtGui/QImage>", false);
    row("core/project/a.h", "#include <QString>", false);
    row("core/image/a.h", "#include <opencv2/core.hpp>", false);
    row("core/image/a.cpp", "#include <opencv2/core.hpp>", true);
    row("core/image/a.cpp", "#include <ATen/core/Tensor.h>", false);
    row("core/networks/sam/sam_module.h", "#include <torch/nn.h>", true);
    row("core/networks/sam/sam.h", "#include <torch/nn.h>", false);
    row("ui/docks/a.cpp", "#include <QWidget>", true);
    row("ui/docks/a.cpp", "#include \"kernels/base/array.h\"", false);
    row("ui/docks/a.cpp", "#include <opencv2/core.hpp>", false);
    row("app/cli/a.cpp", "#include \"ui/main_window.h\"", false);
    row("app/cli/a.cpp", "#include <QApplication>", false);
    row(studioFolder + "/main.cpp", "#include \"ui/main_window.h\"", true);
    row("core/base/a.cpp", "#include \"error.h\"", false);
    row("core/base/a.cpp", "  // #include \"ui/main_window.h\"", true);
}

void LayeringTest::wrongArrowsAreNoticed() {
    QFETCH(const QString, file);
    QFETCH(const QString, line);
    QFETCH(const bool, isAllowed);
    const std::vector<std::string> problems =
        problemsIn(file.toStdString(), {"", line.toStdString()});
    QVERIFY2(problems.empty() == isAllowed, joined(problems).c_str());
    for (const std::string& problem : problems)
        QVERIFY(startsWith(problem, file.toStdString() + ":2: "));
}

void LayeringTest::everyIncludePointsAllowedWays() {
    const fs::path root = CLEAVE_SOURCE_DIR;
    const std::vector<std::string> files = filesIn({"kernels", "core", "ui", "app"}, isSource);
    QVERIFY(files.size() > 20);
    std::vector<std::string> problems;
    for (const std::string& file : files)
        for (std::string& problem : problemsIn(file, linesOf(root / file)))
            problems.push_back(std::move(problem));
    QVERIFY2(problems.empty(), joined(problems).c_str());
}

void LayeringTest::everyFileNamesItsLicence() {
    const fs::path root = CLEAVE_SOURCE_DIR;
    std::vector<std::string> files =
        filesIn({"kernels", "core", "ui", "app", "tests", "installer"}, [](const fs::path& path) {
            return isSource(path) || path.filename() == "CMakeLists.txt" ||
                   path.extension() == ".sh";
        });
    files.push_back("CMakeLists.txt");
    std::vector<std::string> problems;
    for (const std::string& file : files) {
        const std::vector<std::string> lines = linesOf(root / file);
        // A script's first line belongs to the shell.
        const std::size_t place = !lines.empty() && startsWith(lines[0], "#!") ? 1 : 0;
        const std::string mark = isSource(file) ? "// " : "# ";
        if (lines.size() <= place || lines[place] != mark + "SPDX-License-Identifier: Apache-2.0")
            problems.push_back(file + ":" + std::to_string(place + 1) + ": expected the SPDX line");
    }
    QVERIFY2(problems.empty(), joined(problems).c_str());
}

QTEST_GUILESS_MAIN(LayeringTest)
#include "layering_test.moc"
