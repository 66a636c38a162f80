// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/manage_models.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/checkpoint.h"
#include "core/formats/json_file.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <span>
#include <system_error>
#include <unistd.h>

namespace cleave {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

constexpr std::size_t chunkSize = std::size_t{4} << 20;
constexpr double shareOfReading = 0.98;

fs::path sumsPath() {
    return modelFolder() / "checksums.json";
}

std::map<std::string, std::string> keptSums() {
    std::map<std::string, std::string> sums;
    if (!fs::exists(sumsPath()))
        return sums;
    const Json json = readJsonFile(sumsPath());
    if (!json.is_object())
        throw badFile(CLEAVE_TR("Models",
                                "%1: expected an object of file names and checksums; delete it, "
                                "then verify the models again"),
                      sumsPath());
    for (const auto& [name, sum] : json.items())
        if (sum.is_string())
            sums[name] = sum.get<std::string>();
    return sums;
}

void keepSum(const std::string& name, const std::string& sum) {
    auto sums = keptSums();
    if (sum.empty())
        sums.erase(name);
    else
        sums[name] = sum;
    writeTextFile(sumsPath(), Json(sums).dump(1) + "\n");
}

/// Reads the file once; `use` gets every piece.
std::string hashed(const fs::path& path,
                   Progress& progress,
                   const std::function<void(std::span<const char>)>& use) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw Error(ErrorKind::Permission,
                    text(CLEAVE_TR("Files", "%1 cannot be read: %2"), path, std::strerror(errno)));
    const auto size = static_cast<std::int64_t>(fs::file_size(path));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<char> chunk(chunkSize);
    std::int64_t done = 0;
    while (stream) {
        stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        const auto count = static_cast<std::size_t>(stream.gcount());
        hash.addData(QByteArrayView(chunk.data(), static_cast<qsizetype>(count)));
        use({chunk.data(), count});
        done += static_cast<std::int64_t>(count);
        progress.advance(std::min(done, size), std::max<std::int64_t>(size, 1));
    }
    if (stream.bad() || done != size)
        throw badFile(CLEAVE_TR("Files", "%1 cannot be read to its end"), path);
    return hash.result().toHex().toStdString();
}

void requireName(const std::string& name) {
    const bool isPlain = !name.empty() && name != "." && name != ".." &&
                         name.find('/') == std::string::npos &&
                         name.find('\n') == std::string::npos;
    if (!isPlain || name == sumsPath().filename() || name.starts_with('.'))
        throw badInput(CLEAVE_TR("Models",
                                 "\"%1\" cannot be the name of a model; expected a file name such "
                                 "as sam_vit_b_01ec64.pth"),
                       name);
}

/// The sum that a file of this name must have; empty where there is none yet.
std::string expectedSum(const std::string& name) {
    const KnownModel* known = findKnownModel(name);
    if (known && !known->sha256.empty())
        return known->sha256;
    const auto sums = keptSums();
    const auto kept = sums.find(name);
    return kept == sums.end() ? "" : kept->second;
}

ModelState stateOf(const KnownModel& model, const std::map<std::string, std::string>& sums) {
    ModelState state{model, false, modelFolder() / model.name, model.bytes, model.sha256};
    std::error_code code;
    state.isPresent = fs::is_regular_file(state.path, code);
    if (state.isPresent) {
        state.bytes = static_cast<std::int64_t>(fs::file_size(state.path, code));
        if (const auto kept = sums.find(model.name); kept != sums.end())
            state.sha256 = kept->second;
    }
    return state;
}

/// Anything in the folder that is no known model.
KnownModel otherModel(const std::string& name) {
    KnownModel model;
    model.name = name;
    model.title = name;
    return model;
}

/// The known model that a file is, by its size and then by name, when the person gave no name.
std::string chosenName(const AddModelParams& params) {
    if (!params.name.empty())
        return params.name;
    const std::string own = params.file.filename().string();
    if (findKnownModel(own))
        return own;
    const auto size = static_cast<std::int64_t>(fs::file_size(params.file));
    for (const KnownModel& model : knownModels())
        if (model.bytes == size)
            return model.name;
    return own;
}

void requireSum(const fs::path& file,
                const std::string& name,
                const std::string& sum,
                const std::string& expected) {
    if (expected.empty() || sum == expected)
        return;
    throw badFile(
        CLEAVE_TR("Models",
                  "%1 is not %2 as published or as first added: its SHA-256 is %3, expected %4"),
        file,
        name,
        sum,
        expected);
}

/// Removes what was begun, unless it was finished.
class Unfinished {
public:
    explicit Unfinished(fs::path path) : path_(std::move(path)) {}

    ~Unfinished() {
        std::error_code code;
        if (!path_.empty())
            fs::remove(path_, code);
    }

    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    const fs::path& path() const { return path_; }

    void keep() { path_.clear(); }

private:
    fs::path path_;
};

void requireSpace(const fs::path& folder, std::int64_t bytes) {
    std::error_code code;
    const fs::space_info space = fs::space(folder, code);
    if (!code && space.available < static_cast<std::uintmax_t>(bytes))
        throw Error(ErrorKind::NoSpace,
                    text(CLEAVE_TR("Models", "%1 has %2 bytes left, %3 are needed"),
                         folder,
                         space.available,
                         bytes));
}

std::string copyHashed(const fs::path& from, const fs::path& to, Progress& progress) {
    std::ofstream out(to, std::ios::binary);
    const auto requireGood = [&] {
        if (!out)
            throw Error(
                errno == ENOSPC ? ErrorKind::NoSpace : ErrorKind::Permission,
                text(CLEAVE_TR("Files", "%1 cannot be written: %2"), to, std::strerror(errno)));
    };
    requireGood();
    const std::string sum = hashed(from, progress, [&](std::span<const char> chunk) {
        out.write(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        requireGood();
    });
    out.close();
    requireGood();
    return sum;
}

void renameOver(const fs::path& from, const fs::path& to) {
    std::error_code code;
    fs::rename(from, to, code);
    if (code)
        throw Error(ErrorKind::Permission,
                    text(CLEAVE_TR("Files", "%1 cannot be written: %2"), to, code.message()));
}

} // namespace

std::string fileSha256(const fs::path& path, Progress& progress) {
    return hashed(path, progress, [](std::span<const char>) {});
}

std::vector<ModelState> listModels() {
    const auto sums = keptSums();
    std::vector<ModelState> states;
    for (const KnownModel& model : knownModels())
        states.push_back(stateOf(model, sums));
    for (const auto& [name, sum] : sums)
        if (!findKnownModel(name))
            states.push_back(stateOf(otherModel(name), sums));
    return states;
}

ModelState runAddModel(const AddModelParams& params, Progress& progress) {
    std::error_code code;
    if (!fs::exists(params.file, code))
        throw missing(CLEAVE_TR("Files", "%1 does not exist"), params.file);
    progress.phase(text(CLEAVE_TR("Models", "Checking the checkpoint")));
    if (readCheckpoint(params.file).tensors().empty())
        throw badFile(CLEAVE_TR("Formats", "%1: holds no tensors"), params.file);
    const std::string name = chosenName(params);
    requireName(name);
    const auto size = static_cast<std::int64_t>(fs::file_size(params.file));
    const KnownModel* known = findKnownModel(name);
    if (known && known->bytes > 0 && known->bytes != size)
        throw badFile(
            CLEAVE_TR("Models", "%1 is not %2 as published: it has %3 bytes, expected %4"),
            params.file,
            name,
            size,
            known->bytes);
    makeFolder(modelFolder());
    const fs::path target = modelFolder() / name;
    const std::string expected =
        fs::exists(target) || (known && !known->sha256.empty()) ? expectedSum(name) : "";
    if (fs::exists(target) && fs::equivalent(target, params.file, code))
        throw badInput(CLEAVE_TR("Models", "%1 is already where models are kept"), params.file);

    Unfinished begun(modelFolder() / ("." + name + "." + std::to_string(::getpid()) + ".part"));
    Progress reading = progress.part(0, shareOfReading);
    if (params.mode == AddMode::Copy)
        requireSpace(modelFolder(), size);
    const std::string sum = params.mode == AddMode::Copy
                                ? copyHashed(params.file, begun.path(), reading)
                                : fileSha256(params.file, reading);
    requireSum(params.file, name, sum, expected);
    if (params.mode == AddMode::Link) {
        fs::create_symlink(fs::absolute(params.file), begun.path(), code);
        if (code)
            throw Error(
                ErrorKind::Permission,
                text(CLEAVE_TR("Files", "%1 cannot be written: %2"), begun.path(), code.message()));
    }
    if (params.mode == AddMode::Move)
        renameOver(params.file, target);
    else
        renameOver(begun.path(), target);
    begun.keep();
    keepSum(name, sum);
    progress.advance(1.0);
    return stateOf(known ? *known : otherModel(name), keptSums());
}

std::vector<ModelState> runVerifyModels(const std::vector<std::string>& names, Progress& progress) {
    std::vector<ModelState> chosen;
    for (const ModelState& state : listModels()) {
        const bool isWanted =
            names.empty() || std::find(names.begin(), names.end(), state.model.name) != names.end();
        if (isWanted && (state.isPresent || !names.empty()))
            chosen.push_back(state);
    }
    for (const std::string& name : names) {
        const auto found = std::find_if(chosen.begin(), chosen.end(), [&](const ModelState& state) {
            return state.model.name == name;
        });
        if (found == chosen.end() || !found->isPresent)
            throw missing(CLEAVE_TR("Models", "there is no model %1 in %2"), name, modelFolder());
    }
    std::int64_t total = 1, done = 0;
    for (const ModelState& state : chosen)
        total += state.bytes;
    for (ModelState& state : chosen) {
        progress.phase(text(CLEAVE_TR("Models", "Verifying %1"), state.model.name));
        const double begin = static_cast<double>(done) / static_cast<double>(total);
        done += state.bytes;
        Progress part =
            progress.part(begin, static_cast<double>(done) / static_cast<double>(total));
        const std::string sum = fileSha256(state.path, part),
                          expected = expectedSum(state.model.name);
        requireSum(state.path, state.model.name, sum, expected);
        // A file that was put there by hand counts as added now.
        if (state.sha256 != sum || expected.empty())
            keepSum(state.model.name, sum);
        state.sha256 = sum;
    }
    progress.advance(1.0);
    return chosen;
}

void runRemoveModel(const std::string& name) {
    requireName(name);
    const fs::path path = modelFolder() / name;
    std::error_code code;
    if (!fs::exists(fs::symlink_status(path, code)))
        throw missing(CLEAVE_TR("Models", "there is no model %1 in %2"), name, modelFolder());
    if (!fs::remove(path, code))
        throw Error(ErrorKind::Permission,
                    text(CLEAVE_TR("Models", "%1 cannot be removed: %2"), path, code.message()));
    keepSum(name, "");
}

} // namespace cleave
