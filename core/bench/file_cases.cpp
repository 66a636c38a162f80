// SPDX-License-Identifier: Apache-2.0
#include "core/bench/file_cases.h"

#include "core/bench/bench_scene.h"
#include "core/bench/bench_timer.h"
#include "core/export/mesh_volume.h"
#include "core/formats/gaussian_ply.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace cleave {

namespace {

/// Removed when it goes, also when something throws.
struct TemporaryFile {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("cleave-bench-" + std::to_string(::getpid()) + ".ply");

    TemporaryFile() = default;
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    ~TemporaryFile() {
        std::error_code ignored; // nothing is lost when a temporary file stays
        std::filesystem::remove(path, ignored);
    }
};

/// Distance to a torus and a ball beside it, voxels, in a cube of `resolution` voxels.
float shapeDistance(float x, float y, float z, float resolution) {
    const float u = x / resolution - 0.5f, v = y / resolution - 0.5f, w = z / resolution - 0.5f;
    const float around = std::hypot(u, v) - 0.3f;
    const float torus = std::hypot(around, w) - 0.1f;
    const float ball = std::hypot(std::hypot(u, v), w) - 0.12f;
    return std::min(torus, ball) * resolution;
}

DistanceVolume volumeOf(int resolution) {
    constexpr int size = DistanceVolume::blockSize;
    constexpr auto reach = static_cast<float>(DistanceVolume::truncation);
    DistanceVolume volume;
    const int side = resolution / size;
    volume.blockCounts = {side, side, side};
    volume.states.resize(static_cast<std::size_t>(side) * side * side);
    for (int bx = 0; bx < side; ++bx)
        for (int by = 0; by < side; ++by)
            for (int bz = 0; bz < side; ++bz) {
                DistanceVolume::Block block;
                std::size_t at = 0;
                float least = reach, most = -reach;
                for (int x = 0; x < size; ++x)
                    for (int y = 0; y < size; ++y)
                        for (int z = 0; z < size; ++z, ++at) {
                            const float distance = shapeDistance(static_cast<float>(bx * size + x),
                                                                 static_cast<float>(by * size + y),
                                                                 static_cast<float>(bz * size + z),
                                                                 static_cast<float>(resolution));
                            block[at] = std::clamp(distance, -reach, reach);
                            least = std::min(least, block[at]);
                            most = std::max(most, block[at]);
                        }
                std::int32_t& state = volume.states[volume.blockIndex(bx, by, bz)];
                state = least >= reach   ? DistanceVolume::outside
                        : most <= -reach ? DistanceVolume::inside
                                         : static_cast<std::int32_t>(volume.blocks.size());
                if (state >= 0)
                    volume.blocks.push_back(block);
            }
    return volume;
}

} // namespace

void benchPlyReading(BenchRows& rows, std::int64_t count) {
    const TemporaryFile file;
    writeGaussianPly(file.path, benchField(count, 1));
    const auto bytes = static_cast<double>(std::filesystem::file_size(file.path));
    rows.add("read a binary .ply",
             std::to_string(count) + " gaussians, " +
                 std::to_string(static_cast<std::int64_t>(bytes / 1e6)) + " MB",
             bestMilliseconds([&] { readGaussianPly(file.path); }),
             0,
             bytes,
             static_cast<double>(count));
}

void benchMeshing(BenchRows& rows, int resolution) {
    const DistanceVolume volume = volumeOf(resolution);
    TriangleMesh mesh;
    const double milliseconds = bestMilliseconds([&] { mesh = meshVolume(volume); });
    const std::string side = std::to_string(resolution);
    rows.add("mesh a distance volume",
             side + "x" + side + "x" + side + ", " + std::to_string(mesh.triangles.size()) +
                 " triangles",
             milliseconds,
             0,
             static_cast<double>(volume.blocks.size() * sizeof(DistanceVolume::Block)),
             static_cast<double>(mesh.triangles.size()));
}

} // namespace cleave
