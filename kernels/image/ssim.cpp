// SPDX-License-Identifier: Apache-2.0
#include "kernels/image/ssim.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/image/ssim_rows.h"

#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t rowGrain = 24;

struct Planes {
    ArrayView<const float, 3> rendered, photo;
    float ssimWeight;
    ArrayView<float, 4> maps;
    ArrayView<float, 3> gradient;

    SsimChannel channel(std::int64_t c) const {
        const std::int64_t height = rendered.size(1), width = rendered.size(2),
                           plane = height * width;
        const float share = 1.0f / static_cast<float>(3 * width * height);
        const bool withGradient = maps.data() != nullptr;
        const auto map = [&](std::int64_t which) {
            return withGradient ? maps.data() + (3 * which + c) * plane : nullptr;
        };
        return {rendered.data() + c * plane,
                photo.data() + c * plane,
                map(0),
                map(1),
                map(2),
                withGradient ? gradient.data() + c * plane : nullptr,
                width,
                height,
                ssimWeight * share,
                (1 - ssimWeight) * share};
    }
};

/// Chunks of rows, never across channels; calls body(channel, begin, end, chunk).
template <class Body>
void forRows(std::int64_t height, const Body& body) {
    const std::int64_t perChannel = chunkCount(height, rowGrain);
    forChunks(3 * perChannel, 1, [&](std::int64_t chunk, std::int64_t, std::int64_t) {
        const std::int64_t begin = chunk % perChannel * rowGrain;
        body(chunk / perChannel,
             begin,
             begin + rowGrain < height ? begin + rowGrain : height,
             chunk);
    });
}

PhotometricLoss run(const Planes& planes) {
    const std::int64_t height = planes.rendered.size(1);
    const std::int64_t width = planes.rendered.size(2);
    requireShape(planes.rendered, {3, -1, -1}, "rendered");
    requireShape(planes.photo, {3, height, width}, "photo");
    requireCpu(deviceOf(planes.rendered, planes.photo), "photometricLoss");
    CLEAVE_ASSERT(width >= minImageWidth && height > 0);
    std::vector<SsimSums> sums(static_cast<std::size_t>(3 * chunkCount(height, rowGrain)),
                               SsimSums{});
    forRows(height, [&](std::int64_t c, std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        const SsimChannel channel = planes.channel(c);
        SsimSums& sum = sums[static_cast<std::size_t>(chunk)];
        CLEAVE_SIMD_CALL(ssimMapRows, channel, begin, end, &sum);
    });
    if (planes.maps.data() != nullptr)
        forRows(height, [&](std::int64_t c, std::int64_t begin, std::int64_t end, std::int64_t) {
            const SsimChannel channel = planes.channel(c);
            CLEAVE_SIMD_CALL(ssimGradientRows, channel, begin, end);
        });
    PhotometricLoss loss;
    for (const SsimSums& sum : sums) {
        loss.l1 += sum.absoluteDifference;
        loss.ssim += sum.ssim;
    }
    const double count = 3.0 * static_cast<double>(width) * static_cast<double>(height);
    return {loss.l1 / count, loss.ssim / count};
}

} // namespace

void planesFromBytes(ArrayView<const std::uint8_t, 3> bytes, ArrayView<float, 3> planes) {
    const std::int64_t height = bytes.size(0), width = bytes.size(1);
    requireShape(bytes, {-1, -1, 3}, "bytes");
    requireShape(planes, {3, height, width}, "planes");
    forChunks(height, rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t y = begin; y < end; ++y)
            CLEAVE_SIMD_CALL(planesFromRow,
                             &bytes(y, 0, 0),
                             &planes(0, y, 0),
                             &planes(1, y, 0),
                             &planes(2, y, 0),
                             width);
    });
}

PhotometricLoss photometricLoss(ArrayView<const float, 3> rendered,
                                ArrayView<const float, 3> photo,
                                float ssimWeight,
                                ArrayView<float, 4> maps,
                                ArrayView<float, 3> gradient) {
    requireShape(maps, {3, 3, rendered.size(1), rendered.size(2)}, "maps");
    requireShape(gradient, {3, rendered.size(1), rendered.size(2)}, "gradient");
    return run({rendered, photo, ssimWeight, maps, gradient});
}

PhotometricLoss photometricLoss(ArrayView<const float, 3> rendered,
                                ArrayView<const float, 3> photo) {
    return run({rendered, photo, 0, {}, {}});
}

} // namespace cleave::kernels
