// SPDX-License-Identifier: Apache-2.0
// Layouts as torch/serialization.py writes them: one ZIP archive with data.pkl and data/<key>, or
// five pickles and raw storages.
#include "core/formats/torch_checkpoint.h"

#include "core/base/error.h"
#include "core/formats/torch_tensors.h"
#include "core/formats/zip_archive.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>

namespace cleave {

namespace {

constexpr std::uint64_t maximumPickle = std::uint64_t{32}
                                        << 20; // names and shapes need a few hundred bytes a tensor
constexpr std::uint64_t maximumNote = 64;      // "little", "3"
/// The pickle of torch's magic number 0x1950a86a20f9469cfc6c.
constexpr std::array<unsigned char, 15> legacyStart = {
    0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e};
constexpr std::int64_t legacyVersion = 1001;

bool startsWith(const MappedFile& file, std::span<const unsigned char> start) {
    return file.bytes().size() >= start.size() &&
           std::memcmp(file.bytes().data(), start.data(), start.size()) == 0;
}

/// The entries by name; throws where a name comes twice or leads out of the archive.
std::map<std::string, const ZipEntry*> entriesByName(const ZipReader& zip) {
    std::map<std::string, const ZipEntry*> entries;
    for (const ZipEntry& entry : zip.entries()) {
        if (entry.name.find("..") != std::string::npos || entry.name.starts_with('/') ||
            entry.name.find('\n') != std::string::npos)
            throw badFile(
                CLEAVE_TR("Formats", "%1: has an entry with a name that leads out of the archive"),
                zip.path());
        if (!entries.emplace(entry.name, &entry).second)
            throw badFile(
                CLEAVE_TR("Formats", "%1: two entries are named %2"), zip.path(), entry.name);
    }
    return entries;
}

/// Bytes of an entry as they lie in the file, which nothing but storing without compression allows.
std::span<const std::byte> storedBytes(const ZipReader& zip, const ZipEntry& entry) {
    if (entry.method != 0 || entry.size != entry.compressedSize)
        throw badFile(
            CLEAVE_TR("Formats", "%1: %2 is compressed; expected it stored, as torch.save does"),
            zip.path(),
            entry.name);
    return zip.packed(entry);
}

const ZipEntry& pickleEntry(const ZipReader& zip) {
    const std::string pickleName = "data.pkl";
    for (const ZipEntry& entry : zip.entries()) {
        const bool isPickle = entry.name == pickleName || entry.name.ends_with("/" + pickleName);
        if (isPickle && std::count(entry.name.begin(), entry.name.end(), '/') <= 1)
            return entry;
    }
    throw badFile(CLEAVE_TR("Formats", "%1: holds no data.pkl; expected a file of torch.save"),
                  zip.path());
}

void requireLittleEndian(const ZipReader& zip, const ZipEntry& note) {
    if (note.size > maximumNote)
        throw badFile(CLEAVE_TR("Formats", "%1: %2 has %3 bytes; expected a word"),
                      zip.path(),
                      note.name,
                      note.size);
    const auto bytes = storedBytes(zip, note);
    const std::string order(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (order != "little")
        throw badFile(CLEAVE_TR("Formats", "%1: its numbers are not little-endian"), zip.path());
}

std::uint64_t offsetIn(const MappedFile& file, std::span<const std::byte> bytes) {
    return static_cast<std::uint64_t>(bytes.data() - file.bytes().data());
}

/// One pickle after the other.
class LegacyReader {
public:
    explicit LegacyReader(const MappedFile& file) : file_(file), position_(legacyStart.size()) {}

    PickleDocument next() {
        const auto rest = file_.bytes().subspan(position_);
        PickleDocument document = readPickle(
            rest.first(std::min<std::size_t>(rest.size(), maximumPickle)), file_.path().string());
        position_ += document.size;
        return document;
    }

    std::int64_t count() {
        if (file_.bytes().size() - position_ < 8)
            throw cutOff();
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i)
            value |= static_cast<std::uint64_t>(file_.bytes()[position_ + i]) << (8 * i);
        position_ += 8;
        return static_cast<std::int64_t>(value);
    }

    /// Where the next `size` bytes begin.
    std::uint64_t skip(std::uint64_t size) {
        if (size > file_.bytes().size() - position_)
            throw cutOff();
        const std::uint64_t begin = position_;
        position_ += size;
        return begin;
    }

private:
    Error cutOff() const {
        return badFile(
            CLEAVE_TR("Formats",
                      "%1: ends within the numbers of its tensors; copy or download it again"),
            file_.path());
    }

    const MappedFile& file_;
    std::size_t position_;
};

void requireLegacyHead(LegacyReader& reader, const MappedFile& file) {
    const PickleDocument version = reader.next();
    const auto* number = version.root.as<std::int64_t>();
    if (!number || *number != legacyVersion)
        throw badFile(
            CLEAVE_TR("Formats", "%1: is of an unknown version of torch.save; expected 1001"),
            file.path());
    const PickleDocument system = reader.next();
    bool isLittle = false;
    if (system.root.dict()) {
        for (const auto& [key, value] : system.root.dict()->items)
            if (key.text() && *key.text() == "little_endian" && value.as<bool>())
                isLittle = *value.as<bool>();
    }
    if (!isLittle)
        throw badFile(CLEAVE_TR("Formats", "%1: its numbers are not little-endian"), file.path());
}

} // namespace

bool isTorchZip(const MappedFile& file) {
    constexpr std::array<unsigned char, 4> start = {'P', 'K', 3, 4};
    return startsWith(file, start);
}

bool isTorchLegacy(const MappedFile& file) {
    return startsWith(file, legacyStart);
}

Checkpoint readTorchZip(std::shared_ptr<const MappedFile> file) {
    const ZipReader zip(file);
    const auto entries = entriesByName(zip);
    const ZipEntry& pickle = pickleEntry(zip);
    const std::string folder = pickle.name.substr(0, pickle.name.size() - std::strlen("data.pkl"));
    if (const auto order = entries.find(folder + "byteorder"); order != entries.end())
        requireLittleEndian(zip, *order->second);
    if (pickle.size > maximumPickle)
        throw badFile(
            CLEAVE_TR("Formats", "%1: its data.pkl has %2 bytes; no list of tensors is that long"),
            file->path(),
            pickle.size);
    const auto bytes = storedBytes(zip, pickle);
    if (zipChecksum(bytes) != pickle.crc)
        throw badFile(
            CLEAVE_TR("Formats",
                      "%1: %2 is damaged (its checksum differs); copy or export the file again"),
            file->path(),
            pickle.name);

    TorchTensors tensors = collectTensors(readPickle(bytes, file->path().string()), file->path());
    std::vector<CheckpointStorage> storages(tensors.storages.size());
    for (const auto& [key, storage] : tensors.storages) {
        const auto member = entries.find(folder + "data/" + key);
        if (member == entries.end())
            throw badFile(
                CLEAVE_TR("Formats", "%1: the numbers of tensor \"%2\" are missing (storage %3)"),
                file->path(),
                storage.firstTensor,
                key);
        const auto numbers = storedBytes(zip, *member->second);
        if (numbers.size() != storage.bytes)
            throw badFile(CLEAVE_TR("Formats",
                                    "%1: the storage of tensor \"%2\" holds %3 bytes, expected %4"),
                          file->path(),
                          storage.firstTensor,
                          numbers.size(),
                          storage.bytes);
        storages[storage.index] = {
            key, offsetIn(*file, numbers), numbers.size(), member->second->crc};
    }
    // Nobody refers to it; it stands there so that no storage may overlap it.
    storages.push_back({"data.pkl", offsetIn(*file, bytes), bytes.size(), 0});
    return {std::move(file),
            std::move(storages),
            std::move(tensors.entries),
            std::move(tensors.topKeys)};
}

Checkpoint readTorchLegacy(std::shared_ptr<const MappedFile> file) {
    LegacyReader reader(*file);
    requireLegacyHead(reader, *file);
    TorchTensors tensors = collectTensors(reader.next(), file->path());
    const PickleDocument keys = reader.next();
    if (!keys.root.list())
        throw badFile(CLEAVE_TR("Formats", "%1: has no list of storages behind its tensors"),
                      file->path());
    std::vector<CheckpointStorage> storages(tensors.storages.size());
    std::set<std::string> seen;
    for (const PickleValue& item : keys.root.list()->items) {
        const std::string* key = item.text();
        const auto found = key ? tensors.storages.find(*key) : tensors.storages.end();
        if (found == tensors.storages.end() || !seen.insert(*key).second)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: its list of storages names one that no tensor has, or one twice"),
                file->path());
        const TorchStorage& storage = found->second;
        const std::int64_t count = reader.count();
        if (count != storage.count)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: the storage of tensor \"%2\" holds %3 elements, expected %4"),
                file->path(),
                storage.firstTensor,
                count,
                storage.count);
        storages[storage.index] = {*key, reader.skip(storage.bytes), storage.bytes, 0};
    }
    for (const auto& [key, storage] : tensors.storages)
        if (!seen.contains(key))
            throw badFile(
                CLEAVE_TR("Formats", "%1: the numbers of tensor \"%2\" are missing (storage %3)"),
                file->path(),
                storage.firstTensor,
                key);
    return {std::move(file),
            std::move(storages),
            std::move(tensors.entries),
            std::move(tensors.topKeys)};
}

} // namespace cleave
