// SPDX-License-Identifier: Apache-2.0
#include "core/features/primitive_graph.h"

#include "kernels/neighbors/knn.h"

#include <cmath>

namespace cleave {

PrimitiveGraph primitiveGraph(const PrimitiveCloud& cloud, int neighborCount) {
    PrimitiveGraph graph;
    graph.neighbors = kernels::Array<std::int32_t, 2>(cloud.count(), neighborCount);
    graph.distances = kernels::Array<float, 2>(cloud.count(), neighborCount);
    graph.revision = cloud.revision;
    kernels::PointTree(cloud.positions).nearestOthers(graph.neighbors, graph.distances);
    for (float& distance : graph.distances)
        distance = std::sqrt(distance);
    return graph;
}

} // namespace cleave
