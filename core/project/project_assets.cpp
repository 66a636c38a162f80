// SPDX-License-Identifier: Apache-2.0
#include "core/project/project_assets.h"

#include "core/dataset/content_hash.h"
#include "core/project/byte_coding.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace cleave {

namespace {

using Json = nlohmann::json;

// Sizes that no file of ours exceeds; a damaged description must not make the program reserve all
// memory.
constexpr std::int64_t largestCount = std::int64_t{1} << 33;

template <class T>
std::span<const std::byte> bytesOf(const T* data, std::int64_t count) {
    return std::as_bytes(std::span(data, static_cast<std::size_t>(count)));
}

template <class T>
std::span<std::byte> writableBytesOf(T* data, std::int64_t count) {
    return std::as_writable_bytes(std::span(data, static_cast<std::size_t>(count)));
}

AssetSource makeAsset(Revision id,
                      const char* kind,
                      const Json& info,
                      std::vector<std::span<const std::byte>> parts,
                      std::shared_ptr<const std::vector<std::byte>> packed = nullptr) {
    AssetSource asset{{id, kind, info.dump(), 0}, std::move(parts), std::move(packed)};
    for (const std::span<const std::byte> part : asset.parts)
        asset.header.size += static_cast<std::int64_t>(part.size());
    return asset;
}

/// For values without a revision: equal bytes are the same asset.
Revision idByContent(const char* kind, const std::string& info, std::span<const std::byte> bytes) {
    const std::uint64_t salt =
        contentHash(bytesOf(info.data(), static_cast<std::int64_t>(info.size()))) * 31 +
        static_cast<unsigned char>(*kind);
    return ((contentHash(bytes) ^ (salt * 0x9e3779b97f4a7c15u)) & ((Revision{1} << 63) - 1)) | 1;
}

AssetSource packedAsset(const char* kind, const Json& info, std::vector<std::byte> bytes) {
    const auto packed = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    return makeAsset(idByContent(kind, info.dump(), *packed), kind, info, {*packed}, packed);
}

Error damaged(const AssetHeader& header) {
    return badFile(
        CLEAVE_TR("Project", "asset %1 (%2) is described wrongly"), header.id, header.kind);
}

/// Calls read(info); whatever is missing or of another type in the description is damage.
template <class Read>
auto described(const AssetHeader& header, const char* kind, Read&& read) {
    if (header.kind != kind)
        throw damaged(header);
    try {
        return read(Json::parse(header.info));
    } catch (const Json::exception&) {
        throw damaged(header);
    }
}

std::int64_t count(const Json& json, const AssetHeader& header) {
    const auto value = json.get<std::int64_t>();
    if (value < 0 || value > largestCount)
        throw damaged(header);
    return value;
}

/// Before anything is reserved: the elements cannot be more than the asset's bytes.
void requireBytes(const AssetHeader& header, std::int64_t elements, std::int64_t elementBytes) {
    if (elements > header.size / std::max<std::int64_t>(1, elementBytes))
        throw damaged(header);
}

std::vector<std::byte> readBytes(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    if (header.size < 0 || header.size > largestCount * 8)
        throw damaged(header);
    std::vector<std::byte> bytes(static_cast<std::size_t>(header.size));
    const std::span<std::byte> part(bytes);
    file.readAsset(header, {&part, 1}, progress);
    return bytes;
}

SceneCube cubeOf(const Json& info, const AssetHeader& header) {
    SceneCube cube;
    for (int axis = 0; axis < 3; ++axis)
        cube.center[axis] = info.at("center").at(static_cast<std::size_t>(axis));
    cube.scale = info.at("scale");
    cube.halfSize = info.at("half_size");
    cube.stepGrowth = info.at("step_growth");
    constexpr float largestHalfSize = 64;
    if (!cube.center.allFinite() || !(cube.scale > 0) || !(cube.halfSize > 0) ||
        !(cube.halfSize <= largestHalfSize) || !(cube.stepGrowth >= 0) || !(cube.stepGrowth < 1))
        throw damaged(header);
    return cube;
}

HashgridShape shapeOf(const Json& info, const AssetHeader& header) {
    HashgridShape shape;
    shape.log2TableSize = info.at("log2_table_size");
    shape.coarsest = info.at("coarsest");
    shape.finest = info.at("finest");
    constexpr double finestOfAll = 1e6;
    if (shape.log2TableSize < 3 || shape.log2TableSize > 24 || shape.coarsest < 2 ||
        !(shape.finest >= shape.coarsest) || !(shape.finest <= finestOfAll))
        throw damaged(header);
    return shape;
}

kernels::Array<float, 2> shapedArray(const Json& json, const AssetHeader& header) {
    const std::int64_t rows = count(json.at(0), header), columns = count(json.at(1), header);
    if (rows > 0)
        requireBytes(header, columns, rows * 4);
    return kernels::Array<float, 2>(rows, columns);
}

} // namespace

AssetSource fieldAsset(const GaussianField& field) {
    Json extras = Json::array();
    std::vector<std::span<const std::byte>> parts;
    for (int p = 0; p < static_cast<int>(field.planes.size(0)); ++p)
        parts.push_back(bytesOf(field.plane(p), field.count));
    for (const ExtraProperty& extra : field.extras) {
        extras.push_back(
            {{"name", extra.name}, {"type", extra.type}, {"bytes", extra.bytes.size()}});
        parts.push_back(std::as_bytes(std::span(extra.bytes)));
    }
    const Json info = {{"count", field.count},
                       {"sh_degree", field.shDegree},
                       {"antialiased", field.antialiased},
                       {"extras", extras}};
    return makeAsset(field.revision, "field", info, std::move(parts));
}

namespace {

RadianceField readGaussians(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    return described(header, "field", [&](const Json& info) {
        const std::int64_t gaussians = count(info.at("count"), header);
        const int degree = info.at("sh_degree");
        if (degree < 0 || degree > kernels::maxShDegree)
            throw damaged(header);
        requireBytes(header, gaussians, std::int64_t{4} * kernels::gaussianPlaneCount(degree));
        auto field = std::make_shared<GaussianField>(gaussians, degree);
        field->antialiased = info.at("antialiased");
        field->revision = header.id;
        for (const Json& extra : info.at("extras")) {
            const std::int64_t size = count(extra.at("bytes"), header);
            requireBytes(header, size, 1);
            field->extras.push_back({extra.at("name"),
                                     extra.at("type"),
                                     std::vector<std::uint8_t>(static_cast<std::size_t>(size))});
        }
        std::vector<std::span<std::byte>> parts;
        for (int p = 0; p < static_cast<int>(field->planes.size(0)); ++p)
            parts.push_back(writableBytesOf(field->plane(p), gaussians));
        for (ExtraProperty& extra : field->extras)
            parts.push_back(std::as_writable_bytes(std::span(extra.bytes)));
        file.readAsset(header, parts, progress);
        return std::shared_ptr<const GaussianField>(std::move(field));
    });
}

LatticeCells latticeCellsOf(const Json& info, const AssetHeader& header) {
    const int resolution = info.at("resolution");
    const std::vector<float> halfSizes = info.at("half_sizes");
    if (resolution < 8 || resolution > 1024 || resolution % 8 != 0 || halfSizes.empty() ||
        halfSizes.size() > static_cast<std::size_t>(kernels::latticeMaxCascades))
        throw damaged(header);
    requireBytes(header,
                 std::int64_t{resolution} * resolution * resolution / 8 *
                     static_cast<std::int64_t>(halfSizes.size()),
                 1);
    requireBytes(header, count(info.at("vertices"), header), sizeof(float));
    return LatticeCells(resolution, halfSizes);
}

RadianceField readHashgrid(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    return described(header, "grid", [&](const Json& info) {
        const SceneCube cube = cubeOf(info, header);
        const HashgridShape shape = shapeOf(info, header);
        const kernels::HashEncoding encoding = shape.encoding();
        requireBytes(header, encoding.entryCount * kernels::hashFeatures, sizeof(float));
        auto field = std::make_shared<HashgridField>(cube, shape);
        field->revision = header.id;
        std::vector<std::span<std::byte>> parts = {
            writableBytesOf(field->table.data(), field->table.count()),
            writableBytesOf(field->weights.data(), field->weights.count()),
            writableBytesOf(field->occupancy.data(), field->occupancy.count())};
        LatticeCells cells;
        kernels::Array<float, 1> opacities;
        if (info.contains("lattice")) {
            cells = latticeCellsOf(info["lattice"], header);
            opacities = kernels::Array<float, 1>(count(info["lattice"].at("vertices"), header));
            parts.push_back(writableBytesOf(cells.bits.data(), std::ssize(cells.bits)));
            parts.push_back(writableBytesOf(opacities.data(), opacities.count()));
        }
        file.readAsset(header, parts, progress);
        if (cells.resolution > 0) {
            PrimitiveLattice lattice(std::move(cells));
            if (lattice.count() != opacities.count())
                throw damaged(header);
            lattice.opacities() = std::move(opacities);
            field->setLattice(std::move(lattice));
        }
        return std::shared_ptr<const HashgridField>(std::move(field));
    });
}

} // namespace

AssetSource fieldAsset(const HashgridField& field) {
    const SceneCube& cube = field.cube;
    Json info = {{"center", {cube.center.x(), cube.center.y(), cube.center.z()}},
                 {"scale", cube.scale},
                 {"half_size", cube.halfSize},
                 {"step_growth", cube.stepGrowth},
                 {"log2_table_size", field.shape.log2TableSize},
                 {"coarsest", field.shape.coarsest},
                 {"finest", field.shape.finest}};
    std::vector<std::span<const std::byte>> parts = {
        bytesOf(field.table.data(), field.table.count()),
        bytesOf(field.weights.data(), field.weights.count()),
        bytesOf(field.occupancy.data(), field.occupancy.count())};
    if (field.lattice) {
        const PrimitiveLattice& lattice = *field.lattice;
        info["lattice"] = {{"resolution", lattice.cells().resolution},
                           {"half_sizes", lattice.cells().halfSizes},
                           {"vertices", lattice.count()}};
        parts.push_back(bytesOf(lattice.cells().bits.data(), std::ssize(lattice.cells().bits)));
        parts.push_back(bytesOf(lattice.opacities().data(), lattice.opacities().count()));
    }
    return makeAsset(field.revision, "grid", info, std::move(parts));
}

RadianceField readField(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    return header.kind == "grid" ? readHashgrid(file, header, progress)
                                 : readGaussians(file, header, progress);
}

AssetSource trainingAsset(const std::vector<std::byte>& state) {
    const Json info = Json::object();
    return makeAsset(idByContent("training", info.dump(), state), "training", info, {state});
}

std::shared_ptr<const std::vector<std::byte>>
readTraining(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    if (header.kind != "training")
        throw damaged(header);
    return std::make_shared<const std::vector<std::byte>>(readBytes(file, header, progress));
}

AssetSource pointsAsset(const InitialPoints& points) {
    ByteWriter writer;
    for (const Eigen::Vector3f& position : points.positions)
        for (int c = 0; c < 3; ++c)
            writer.raw(position[c]);
    for (const std::array<std::uint8_t, 3>& color : points.colors)
        writer.raw(color);
    return packedAsset("points",
                       {{"count", points.positions.size()}, {"colors", points.colors.size()}},
                       writer.take());
}

InitialPoints readPoints(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    return described(header, "points", [&](const Json& info) {
        const std::vector<std::byte> bytes = readBytes(file, header, progress);
        ByteReader reader(bytes);
        InitialPoints points;
        for (std::int64_t i = count(info.at("count"), header); i > 0; --i) {
            const auto x = reader.raw<float>(), y = reader.raw<float>(), z = reader.raw<float>();
            points.positions.emplace_back(x, y, z);
        }
        for (std::int64_t i = count(info.at("colors"), header); i > 0; --i)
            points.colors.push_back(reader.raw<std::array<std::uint8_t, 3>>());
        return points;
    });
}

AssetSource liftedAsset(const LiftedState& state) {
    Json info = {{"method", state.method},
                 {"params", state.params},
                 {"field", state.fieldRevision},
                 {"iterations", state.iterations},
                 {"seconds", state.seconds},
                 {"arrays", Json::array()}};
    std::vector<std::span<const std::byte>> parts;
    if (state.features) {
        const FeatureField& f = *state.features;
        info["features"] = {{"shape", {f.count(), f.dimensions()}},
                            {"field", f.fieldRevision},
                            {"revision", f.revision}};
        parts.push_back(bytesOf(f.features.data(), f.features.count()));
    }
    for (const auto& [name, array] : state.arrays) {
        info["arrays"].push_back({{"name", name}, {"shape", {array.size(0), array.size(1)}}});
        parts.push_back(bytesOf(array.data(), array.count()));
    }
    return makeAsset(state.revision, "lifted", info, std::move(parts));
}

std::shared_ptr<const LiftedState>
readLifted(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    return described(header, "lifted", [&](const Json& info) {
        auto state = std::make_shared<LiftedState>();
        state->method = info.at("method");
        state->params = info.at("params");
        state->fieldRevision = info.at("field");
        state->iterations = info.at("iterations");
        state->seconds = info.at("seconds");
        state->revision = header.id;
        std::vector<std::span<std::byte>> parts;
        if (info.contains("features")) {
            auto features = std::make_shared<FeatureField>();
            features->features = shapedArray(info["features"].at("shape"), header);
            features->fieldRevision = info["features"].at("field");
            features->revision = info["features"].at("revision");
            parts.push_back(writableBytesOf(features->features.data(), features->features.count()));
            state->features = std::move(features);
        }
        for (const Json& entry : info.at("arrays")) {
            kernels::Array<float, 2>& array = state->arrays[entry.at("name")];
            array = shapedArray(entry.at("shape"), header);
            parts.push_back(writableBytesOf(array.data(), array.count()));
        }
        file.readAsset(header, parts, progress);
        return std::shared_ptr<const LiftedState>(std::move(state));
    });
}

AssetSource selectionAsset(const Selection& selection) {
    // Most words of a part's selection are zero: counts of zeros and of words that follow, in turn.
    ByteWriter writer;
    const std::vector<std::uint64_t>& words = selection.words();
    for (std::size_t i = 0; i < words.size();) {
        const std::size_t zeros = i;
        while (i < words.size() && words[i] == 0)
            ++i;
        const std::size_t begin = i;
        while (i < words.size() && words[i] != 0)
            ++i;
        writer.number(begin - zeros);
        writer.number(i - begin);
        for (std::size_t w = begin; w < i; ++w)
            writer.raw(words[w]);
    }
    return packedAsset(
        "selection",
        {{"count", selection.primitiveCount()}, {"field", selection.fieldRevision()}},
        writer.take());
}

std::shared_ptr<const Selection>
readSelection(ProjectFile& file, const AssetHeader& header, Progress& progress) {
    return described(header, "selection", [&](const Json& info) {
        auto selection = std::make_shared<Selection>(count(info.at("count"), header),
                                                     info.at("field").get<Revision>());
        const std::vector<std::byte> bytes = readBytes(file, header, progress);
        ByteReader reader(bytes);
        std::vector<std::uint64_t>& words = selection->words();
        for (std::size_t i = 0; i < words.size();) {
            i += reader.number(words.size() - i);
            for (std::uint64_t run = reader.number(words.size() - i); run > 0; --run)
                words[i++] = reader.raw<std::uint64_t>();
        }
        const int used = static_cast<int>(selection->primitiveCount() % 64);
        const bool overflows = used > 0 && (words.back() >> used) != 0;
        if (!reader.isAtEnd() || overflows)
            throw damaged(header);
        return std::shared_ptr<const Selection>(std::move(selection));
    });
}

} // namespace cleave
