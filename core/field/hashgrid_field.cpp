// SPDX-License-Identifier: Apache-2.0
#include "core/field/hashgrid_field.h"

namespace cleave {

HashgridField::HashgridField(const SceneCube& sceneCube, const HashgridShape& fieldShape)
    : cube(sceneCube)
    , shape(fieldShape)
    , encoding(fieldShape.encoding())
    , table(encoding.entryCount, kernels::hashFeatures)
    , weights(kernels::RadianceLayers::weightCount)
    , occupancy(kernels::cascadeCount(sceneCube.halfSize), kernels::occupancyCells / 64) {
    occupancy.fill(~std::uint64_t{0});
}

HashgridField HashgridField::clone() const {
    HashgridField copy;
    copy.cube = cube;
    copy.shape = shape;
    copy.encoding = encoding;
    copy.table = table.clone();
    copy.weights = weights.clone();
    copy.occupancy = occupancy.clone();
    copy.lattice = lattice;
    copy.count = count;
    return copy;
}

} // namespace cleave
