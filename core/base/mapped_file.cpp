// SPDX-License-Identifier: Apache-2.0
#include "core/base/mapped_file.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace cleave {

namespace {

Error cannotRead(const std::filesystem::path& path, int code) {
    return {ErrorKind::Permission,
            text(CLEAVE_TR("Files", "%1 cannot be read: %2"), path, std::strerror(code))};
}

} // namespace

MappedFile::MappedFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code code;
    if (!std::filesystem::exists(path_, code))
        throw missing(CLEAVE_TR("Files", "%1 does not exist"), path_);
    if (std::filesystem::is_directory(path_, code))
        throw badInput(CLEAVE_TR("Files", "%1 is a folder, expected a file"), path_);
    const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw cannotRead(path_, errno);

    struct stat status {};

    void* data = nullptr;
    if (::fstat(file, &status) == 0 && status.st_size > 0)
        data = ::mmap(
            nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    const int failure = errno;
    ::close(file);
    if (data == MAP_FAILED)
        throw cannotRead(path_, failure);
    data_ = static_cast<const std::byte*>(data);
    size_ = data ? static_cast<std::size_t>(status.st_size) : 0;
}

MappedFile::~MappedFile() {
    if (data_)
        ::munmap(const_cast<std::byte*>(data_), size_);
}

} // namespace cleave
