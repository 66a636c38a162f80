// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"

#include "core/base/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace cleave {

namespace fs = std::filesystem;

namespace {

Error cannotWrite(const fs::path& path, int code) {
    const ErrorKind kind =
        code == ENOSPC || code == EDQUOT ? ErrorKind::NoSpace : ErrorKind::Permission;
    return {kind, text(CLEAVE_TR("Files", "%1 cannot be written: %2"), path, std::strerror(code))};
}

/// Flushed to the disk before the rename, so that a crash leaves the old file or the new one.
void syncFile(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw cannotWrite(path, errno);
    const int result = ::fsync(file);
    const int code = errno;
    ::close(file);
    if (result != 0)
        throw cannotWrite(path, code);
}

/// `path` is what the person asked for, named in errors.
void writeAll(const fs::path& temporary, std::span<const std::byte> bytes, const fs::path& path) {
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        throw cannotWrite(path, errno);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            const int code = errno;
            ::close(file);
            throw cannotWrite(path, code);
        }
        done += static_cast<std::size_t>(written);
    }
    if (::close(file) != 0)
        throw cannotWrite(path, errno);
}

} // namespace

std::vector<std::byte> readFile(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code))
        throw missing(CLEAVE_TR("Files", "%1 does not exist"), path);
    if (fs::is_directory(path, code))
        throw badInput(CLEAVE_TR("Files", "%1 is a folder, expected a file"), path);
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    if (!stream)
        throw Error(ErrorKind::Permission,
                    text(CLEAVE_TR("Files", "%1 cannot be read: %2"), path, std::strerror(errno)));
    std::vector<std::byte> bytes(static_cast<std::size_t>(stream.tellg()));
    stream.seekg(0);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!stream)
        throw badFile(CLEAVE_TR("Files", "%1 cannot be read to its end"), path);
    return bytes;
}

std::string readTextFile(const fs::path& path) {
    const std::vector<std::byte> bytes = readFile(path);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void writeFile(const fs::path& path, std::span<const std::byte> bytes) {
    writeBeside(path, [&](const fs::path& temporary) { writeAll(temporary, bytes, path); });
}

void writeTextFile(const fs::path& path, const std::string& text) {
    writeFile(path, std::as_bytes(std::span(text)));
}

void writeBeside(const fs::path& path, const std::function<void(const fs::path&)>& write) {
    fs::path temporary = path;
    temporary.replace_filename("." + path.stem().string() + "." + std::to_string(::getpid()) +
                               ".part" + path.extension().string());
    std::error_code code;
    try {
        write(temporary);
        syncFile(temporary);
        fs::rename(temporary, path, code);
        if (code)
            throw cannotWrite(path, code.value());
    } catch (...) {
        fs::remove(temporary, code);
        throw;
    }
}

void makeFolder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code || !fs::is_directory(folder))
        throw Error(
            ErrorKind::Permission,
            text(CLEAVE_TR("Files", "the folder %1 cannot be made: %2"), folder, code.message()));
}

std::string lowerExtension(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    return extension;
}

} // namespace cleave
