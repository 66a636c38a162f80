// SPDX-License-Identifier: Apache-2.0
#include "core/export/mesh_volume.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

/// Both ends of an edge in one number, smaller end first; `direction` tells which way a face passes
/// it.
struct Edge {
    std::uint64_t ends = 0;
    int direction = 0;
};

Edge edgeOf(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t low = std::min(a, b), high = std::max(a, b);
    return {low << 32 | high, a < b ? 1 : -1};
}

/// Which vertices hang together: union-find with halved paths.
class Pieces {
public:
    explicit Pieces(std::size_t count) : parents_(count) {
        std::iota(parents_.begin(), parents_.end(), std::uint32_t{0});
    }

    std::uint32_t find(std::uint32_t vertex) {
        while (parents_[vertex] != vertex)
            vertex = parents_[vertex] = parents_[parents_[vertex]];
        return vertex;
    }

    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        // The smaller root stays, so that the result does not depend on the order.
        parents_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> parents_;
};

struct Tally {
    std::int64_t faces = 0;
    double volume = 0; ///< six times the signed volume
};

std::vector<Eigen::Vector3f> faceNormals(const TriangleMesh& mesh) {
    std::vector<Eigen::Vector3f> normals;
    normals.reserve(mesh.triangles.size());
    for (const auto& [a, b, c] : mesh.triangles)
        normals.push_back(
            (mesh.positions[b] - mesh.positions[a]).cross(mesh.positions[c] - mesh.positions[a]));
    return normals;
}

/// Colour and weight of a vertex in one view; weight 0 where the view does not see it.
float sampleView(const DepthView& view,
                 const Eigen::Vector3f& position,
                 const Eigen::Vector3f& normal,
                 double tolerance,
                 Eigen::Vector3f& color) {
    const Eigen::Vector3d world = position.cast<double>();
    const auto pixel = view.camera.project(world);
    if (!pixel)
        return 0;
    const int x = static_cast<int>(std::floor(pixel->x())),
              y = static_cast<int>(std::floor(pixel->y()));
    if (x < 0 || y < 0 || x >= view.depth.width || y >= view.depth.height)
        return 0;
    const double depth = *view.depth.at(x, y);
    if (!(depth > 0) || std::abs(view.camera.pose.cameraFromWorld(world).z() - depth) > tolerance)
        return 0;
    const Eigen::Vector3d toCamera = (view.camera.pose.centerInWorld() - world).normalized();
    const double cosine = normal.cast<double>().dot(toCamera);
    if (!(cosine > 0.1))
        return 0;
    const std::uint8_t* rgb = view.color.at(x, y);
    color = {static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2])};
    return view.trust * static_cast<float>(cosine * cosine);
}

/// Gives vertices without colour the mean of their coloured neighbours, ring by ring.
void spreadColors(TriangleMesh& mesh, std::vector<std::uint8_t>& isColored) {
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<Eigen::Vector4f> sums(mesh.positions.size(), Eigen::Vector4f::Zero());
        for (const auto& face : mesh.triangles)
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t j = 0; j < 3; ++j)
                    if (!isColored[face[i]] && isColored[face[j]]) {
                        const auto& color = mesh.colors[face[j]];
                        sums[face[i]] += Eigen::Vector4f(color[0], color[1], color[2], 1);
                    }
        for (std::size_t v = 0; v < sums.size(); ++v) {
            if (!(sums[v].w() > 0))
                continue;
            for (std::size_t c = 0; c < 3; ++c)
                mesh.colors[v][c] = static_cast<std::uint8_t>(
                    std::lround(sums[v][static_cast<int>(c)] / sums[v].w()));
            isColored[v] = 1;
            changed = true;
        }
    }
}

} // namespace

bool isWatertight(const TriangleMesh& mesh) {
    std::vector<Edge> edges;
    edges.reserve(3 * mesh.triangles.size());
    for (const auto& [a, b, c] : mesh.triangles)
        for (const Edge edge : {edgeOf(a, b), edgeOf(b, c), edgeOf(c, a)})
            edges.push_back(edge);
    std::sort(
        edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.ends < b.ends; });
    if (edges.empty() || edges.size() % 2 != 0)
        return false;
    for (std::size_t i = 0; i < edges.size(); i += 2) {
        if (edges[i].ends != edges[i + 1].ends || edges[i].direction + edges[i + 1].direction != 0)
            return false;
        if (i > 0 && edges[i].ends == edges[i - 1].ends)
            return false;
    }
    return true;
}

void dropSmallPieces(TriangleMesh& mesh, double share) {
    Pieces pieces(mesh.positions.size());
    for (const auto& [a, b, c] : mesh.triangles) {
        pieces.join(a, b);
        pieces.join(b, c);
    }
    std::vector<Tally> tallies(mesh.positions.size());
    for (const auto& [a, b, c] : mesh.triangles) {
        Tally& tally = tallies[pieces.find(a)];
        ++tally.faces;
        tally.volume += mesh.positions[a].cast<double>().dot(
            mesh.positions[b].cast<double>().cross(mesh.positions[c].cast<double>()));
    }
    std::int64_t largest = 0;
    for (const Tally& tally : tallies)
        if (tally.volume > 0)
            largest = std::max(largest, tally.faces);
    const auto isKept = [&](const Tally& tally) {
        return tally.volume > 0 &&
               static_cast<double>(tally.faces) >= share * static_cast<double>(largest);
    };
    std::erase_if(mesh.triangles,
                  [&](const auto& face) { return !isKept(tallies[pieces.find(face[0])]); });

    constexpr std::uint32_t unused = ~std::uint32_t{0};
    std::vector<std::uint32_t> places(mesh.positions.size(), unused);
    std::vector<Eigen::Vector3f> positions;
    for (auto& face : mesh.triangles)
        for (std::uint32_t& vertex : face) {
            if (places[vertex] == unused) {
                places[vertex] = static_cast<std::uint32_t>(positions.size());
                positions.push_back(mesh.positions[vertex]);
            }
            vertex = places[vertex];
        }
    mesh.positions = std::move(positions);
    mesh.normals.clear();
    mesh.colors.clear();
}

void computeNormals(TriangleMesh& mesh) {
    mesh.normals.assign(mesh.positions.size(), Eigen::Vector3f::Zero());
    const std::vector<Eigen::Vector3f> faces = faceNormals(mesh);
    for (std::size_t f = 0; f < faces.size(); ++f)
        for (const std::uint32_t vertex : mesh.triangles[f])
            mesh.normals[vertex] += faces[f];
    for (Eigen::Vector3f& normal : mesh.normals) {
        const float norm = normal.norm();
        normal = norm > 0 ? Eigen::Vector3f(normal / norm) : Eigen::Vector3f(0, 0, 1);
    }
}

void colorFromViews(TriangleMesh& mesh, std::span<const DepthView> views, double tolerance) {
    mesh.colors.assign(mesh.positions.size(), {128, 128, 128});
    std::vector<std::uint8_t> isColored(mesh.positions.size(), 0);
    kernels::forChunks(
        static_cast<std::int64_t>(mesh.positions.size()),
        2048,
        [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (auto v = static_cast<std::size_t>(begin); v < static_cast<std::size_t>(end); ++v) {
                Eigen::Vector3f sum = Eigen::Vector3f::Zero(), color;
                float weights = 0;
                for (const DepthView& view : views) {
                    if (view.color.empty())
                        continue;
                    const float weight =
                        sampleView(view, mesh.positions[v], mesh.normals[v], tolerance, color);
                    if (!(weight > 0))
                        continue;
                    sum += weight * color;
                    weights += weight;
                }
                if (!(weights > 0))
                    continue;
                isColored[v] = 1;
                for (std::size_t c = 0; c < 3; ++c)
                    mesh.colors[v][c] =
                        static_cast<std::uint8_t>(std::lround(sum[static_cast<int>(c)] / weights));
            }
        });
    spreadColors(mesh, isColored);
}

} // namespace cleave
