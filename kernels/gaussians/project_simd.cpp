// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/project_schedule.h"
#include "kernels/math/packet.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr float twoLn2 = 1.38629436111989062f;
constexpr float log2Of255 = 7.99435343685885793f;
/// Widens the box by what rounding may have taken; pixels are tested exactly later.
constexpr float boxSlack = 1e-3f;
constexpr int packsAhead = 2;

using Shape = GaussianShape<Packet>;
using Projection = GaussianProjection<Packet>;

struct Color {
    Packet direction[3], distanceInverse, rgb[3];
    Packet basis[16];
};

/// Calls the parameters of a pack to come into the cache: there are more planes than streams that
/// processors follow by themselves.
inline void prefetchPack(const ProjectJob& job, std::int64_t g) {
    if (g >= job.stride)
        return;
    const int planes = gaussianPlaneCount(job.shDegree);
    const float* at = job.planes + g;
    for (int p = 0; p < planes; ++p)
        __builtin_prefetch(at + p * job.stride);
}

inline Shape loadShape(const ProjectJob& job, std::int64_t g) {
    const float* at = job.planes + g;
    Shape shape;
    for (int i = 0; i < 3; ++i)
        shape.mean[i] = load(at + (plane::mean + i) * job.stride);
    for (int i = 0; i < 3; ++i)
        shape.logScale[i] = load(at + (plane::logScale + i) * job.stride);
    for (int i = 0; i < 4; ++i)
        shape.rotation[i] = load(at + (plane::rotation + i) * job.stride);
    shape.opacityLogit = load(at + plane::opacityLogit * job.stride);
    return shape;
}

inline void evaluateColor(const ProjectJob& job, std::int64_t g, const Packet* mean, Color& color) {
    Packet length2 = 0.0f;
    for (int i = 0; i < 3; ++i) {
        color.direction[i] = mean[i] - job.camera.center[i];
        length2 += color.direction[i] * color.direction[i];
    }
    color.distanceInverse = Packet(1.0f) / squareRoot(length2);
    for (Packet& d : color.direction)
        d *= color.distanceInverse;
    shBasis(job.shDegree, color.direction[0], color.direction[1], color.direction[2], color.basis);
    const float* coefficients = job.planes + plane::sh * job.stride + g;
    const int functions = shFunctionCount(job.shDegree);
    for (Packet& c : color.rgb)
        c = 0.5f;
    for (int k = 0; k < functions; ++k)
        for (int c = 0; c < 3; ++c)
            color.rgb[c] += color.basis[k] * load(coefficients + (k * 3 + c) * job.stride);
}

inline Mask firstLanes(std::int64_t count) {
    return maskOfBits(count >= lanes ? (1u << lanes) - 1u : count <= 0 ? 0u : (1u << count) - 1u);
}

/// Zero for finite numbers, else not a number.
inline Packet poison(Packet a) {
    return a * 0.0f;
}

struct Extent {
    Packet x, y;
};

/// Which lanes can be seen at all, and how far alpha >= 1/255 reaches.
inline Mask visibleLanes(
    const ProjectJob& job, const Shape& s, const Projection& p, Packet logOpacity, Extent& extent) {
    const Packet reach = maximum(logOpacity + log2Of255, 0.0f) * twoLn2;
    extent.x = squareRoot(reach * p.covariance[0]) + boxSlack;
    extent.y = squareRoot(reach * p.covariance[2]) + boxSlack;
    Packet bad =
        poison(s.opacityLogit) + poison(p.x) + poison(p.y) + poison(extent.x) + poison(extent.y);
    for (int i = 0; i < 3; ++i)
        bad += poison(s.mean[i]) + poison(s.logScale[i]) + poison(p.conic[i]);
    for (int i = 0; i < 4; ++i)
        bad += poison(p.quaternion[i]);
    return (bad == Packet(0.0f)) & (p.camera[2] > Packet(splatting::nearPlane)) &
           (logOpacity + log2Of255 > Packet(0.0f)) &
           (p.x + extent.x >= Packet(job.camera.windowMinX)) &
           (p.x - extent.x <= Packet(job.camera.windowMaxX)) &
           (p.y + extent.y >= Packet(job.camera.windowMinY)) &
           (p.y - extent.y <= Packet(job.camera.windowMaxY));
}

struct Interval {
    int first, last;
};

/// Pixels whose centres lie within centre +- extent and the image.
inline Interval pixelInterval(float center, float extent, float size) {
    const float low = __builtin_ceilf(center - extent), high = __builtin_floorf(center + extent);
    return {static_cast<int>(low > 0 ? low : 0.0f),
            static_cast<int>(high < size - 1 ? high : size - 1)};
}

/// Rows of the record, lane by lane.
struct Columns {
    enum {
        X,
        Y,
        QuadXX,
        QuadXY,
        QuadYY,
        LogOpacity,
        Red,
        Green,
        Blue,
        Depth,
        SlopeX,
        SlopeY,
        ExtentX,
        ExtentY,
        Count
    };

    alignas(64) float values[Count][lanes];
};

inline void fillColumns(
    const Projection& p, const Color& color, Packet logOpacity, const Extent& extent, Columns& c) {
    const float half = -0.5f * log2OfE;
    store(c.values[Columns::X], p.x);
    store(c.values[Columns::Y], p.y);
    store(c.values[Columns::QuadXX], p.conic[0] * half);
    store(c.values[Columns::QuadXY], p.conic[1] * (2 * half));
    store(c.values[Columns::QuadYY], p.conic[2] * half);
    store(c.values[Columns::LogOpacity], logOpacity);
    for (int i = 0; i < 3; ++i)
        store(c.values[Columns::Red + i], maximum(color.rgb[i], 0.0f));
    store(c.values[Columns::Depth], p.camera[2]);
    store(c.values[Columns::SlopeX], p.covariance[1] / p.covariance[2]);
    store(c.values[Columns::SlopeY], p.covariance[1] / p.covariance[0]);
    store(c.values[Columns::ExtentX], extent.x);
    store(c.values[Columns::ExtentY], extent.y);
}

/// False where the box holds no pixel centre.
inline bool writeRecord(const Columns& c,
                        int lane,
                        std::uint32_t gaussian,
                        const CameraConstants& camera,
                        ProjectedGaussian& out) {
    const auto at = [&](int row) { return c.values[row][lane]; };
    const Interval x = pixelInterval(at(Columns::X), at(Columns::ExtentX), camera.width);
    const Interval y = pixelInterval(at(Columns::Y), at(Columns::ExtentY), camera.height);
    out.x = at(Columns::X), out.y = at(Columns::Y);
    out.quadXX = at(Columns::QuadXX), out.quadXY = at(Columns::QuadXY),
    out.quadYY = at(Columns::QuadYY);
    out.logOpacity = at(Columns::LogOpacity);
    for (int i = 0; i < 3; ++i)
        out.color[i] = at(Columns::Red + i);
    out.depth = at(Columns::Depth);
    out.slopeX = at(Columns::SlopeX), out.slopeY = at(Columns::SlopeY);
    out.firstTileX = static_cast<std::uint16_t>(x.first / tileSize);
    out.lastTileX = static_cast<std::uint16_t>(x.last / tileSize);
    out.firstTileY = static_cast<std::uint16_t>(y.first / tileSize);
    out.lastTileY = static_cast<std::uint16_t>(y.last / tileSize);
    out.gaussian = gaussian;
    out.extentX = at(Columns::ExtentX);
    return x.first <= x.last && y.first <= y.last;
}

inline void put(float* to, Packet value, Mask where, bool overwrite) {
    store(to, overwrite ? keep(where, value) : load(to) + keep(where, value));
}

/// Adds up the pairs of every visible gaussian of a pack, in the order of their tiles.
inline Mask gatherPairs(const ProjectBackwardJob& job,
                        std::int64_t g,
                        std::int64_t end,
                        SplatGradient<Packet>& sum) {
    typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
    alignas(64) float columns[12][lanes];
    std::uint32_t seen = 0;
    for (int lane = 0; lane < lanes; ++lane) {
        const std::uint32_t first = job.pairStarts[g + lane < end ? g + lane : end];
        const std::uint32_t last = job.pairStarts[g + lane < end ? g + lane + 1 : end];
        Four a = {}, b = {}, c = {};
        if (first < last)
            seen |= 1u << lane;
        for (std::uint32_t i = first; i < last; ++i) {
            const Four* pair = reinterpret_cast<const Four*>(job.pairGradients + i);
            a += pair[0], b += pair[1], c += pair[2];
        }
        for (int i = 0; i < 4; ++i)
            columns[i][lane] = a[i], columns[4 + i][lane] = b[i], columns[8 + i][lane] = c[i];
    }
    for (int i = 0; i < 6; ++i)
        sum.moment[i] = load(columns[i]);
    for (int i = 0; i < 3; ++i)
        sum.color[i] = load(columns[6 + i]);
    sum.depth = load(columns[9]);
    return maskOfBits(seen);
}

inline void clearPack(const ProjectBackwardJob& job, float* to) {
    const int planes = gaussianPlaneCount(job.forward.storedShDegree);
    for (int p = 0; p < planes; ++p)
        store(to + p * job.stride, 0.0f);
}

/// Colour to coefficients, and through the view direction to the mean.
inline void colorBackward(const ProjectBackwardJob& job,
                          std::int64_t g,
                          float* to,
                          Mask seen,
                          const Shape& shape,
                          const Packet* colorGradient,
                          Packet* meanGradient) {
    const ProjectJob& forward = job.forward;
    Color color;
    evaluateColor(forward, g, shape.mean, color);
    Packet d[3];
    for (int c = 0; c < 3; ++c)
        d[c] = keep(seen & (color.rgb[c] > Packet(0.0f)), colorGradient[c]);
    const int used = shFunctionCount(forward.shDegree),
              stored = shFunctionCount(forward.storedShDegree);
    const float* coefficients = forward.planes + plane::sh * forward.stride + g;
    Packet weights[16];
    for (int k = 0; k < used; ++k) {
        Packet w = 0.0f;
        for (int c = 0; c < 3; ++c) {
            w += d[c] * load(coefficients + (k * 3 + c) * forward.stride);
            put(to + (plane::sh + k * 3 + c) * job.stride,
                d[c] * color.basis[k],
                seen,
                job.overwrite);
        }
        weights[k] = w;
    }
    if (job.overwrite)
        for (int p = used * 3; p < stored * 3; ++p)
            store(to + (plane::sh + p) * job.stride, 0.0f);
    Packet direction[3], radial = 0.0f;
    shDirectionGradient(forward.shDegree,
                        color.direction[0],
                        color.direction[1],
                        color.direction[2],
                        weights,
                        direction);
    for (int i = 0; i < 3; ++i)
        radial += direction[i] * color.direction[i];
    for (int i = 0; i < 3; ++i)
        meanGradient[i] += (direction[i] - radial * color.direction[i]) * color.distanceInverse;
}

inline void addPerGaussian(const ProjectBackwardJob& job,
                           std::int64_t g,
                           Mask seen,
                           const ShapeGradient<Packet>& d,
                           Packet logGradient) {
    alignas(64) float norms[lanes], logs[lanes];
    const Packet dx = d.centerX * (0.5f * job.forward.camera.width),
                 dy = d.centerY * (0.5f * job.forward.camera.height);
    store(norms, squareRoot(dx * dx + dy * dy));
    store(logs, logGradient);
    for (std::uint32_t bits = laneBits(seen); bits; bits &= bits - 1) {
        const int lane = __builtin_ctz(bits);
        if (job.meanGradientNorms)
            job.meanGradientNorms[g + lane] += norms[lane];
        if (job.visibleCounts)
            job.visibleCounts[g + lane] += 1;
        if (job.visibility)
            job.visibility[g + lane] +=
                logs[lane] / (job.forward.visibility ? job.forward.visibility[g + lane] : 1.0f);
    }
}

inline void packBackward(const ProjectBackwardJob& job,
                         std::int64_t g,
                         float* to,
                         Mask seen,
                         const SplatGradient<Packet>& splat) {
    const ProjectJob& forward = job.forward;
    const Shape shape = loadShape(forward, g);
    Projection p;
    projectShape(shape, forward.camera, forward.antialiased, p);
    ShapeGradient<Packet> d;
    projectShapeBackward(p, forward.camera, forward.antialiased, splat, d);
    if (job.meanGradientNorms || job.visibleCounts || job.visibility)
        addPerGaussian(job, g, seen, d, splat.moment[0]);
    if (!job.planes)
        return;
    colorBackward(job, g, to, seen, shape, splat.color, d.mean);
    for (int i = 0; i < 3; ++i) {
        put(to + (plane::mean + i) * job.stride, d.mean[i], seen, job.overwrite);
        put(to + (plane::logScale + i) * job.stride, d.logScale[i], seen, job.overwrite);
    }
    for (int i = 0; i < 4; ++i)
        put(to + (plane::rotation + i) * job.stride, d.rotation[i], seen, job.overwrite);
    put(to + plane::opacityLogit * job.stride, d.opacityLogit, seen, job.overwrite);
}

} // namespace

std::int32_t
projectRange(const ProjectJob& job, std::int64_t begin, std::int64_t end, ProjectedGaussian* out) {
    std::int32_t written = 0;
    for (std::int64_t g = begin; g < end; g += lanes) {
        prefetchPack(job, g + packsAhead * lanes);
        const Shape shape = loadShape(job, g);
        Projection p;
        projectShape(shape, job.camera, job.antialiased, p);
        Packet opacity = p.opacity * p.compensation;
        alignas(64) float visibility[lanes] = {};
        if (job.visibility) {
            for (int i = 0; i < lanes && g + i < end; ++i)
                visibility[i] = job.visibility[g + i];
            opacity *= load(visibility);
        }
        const Packet logOpacity = log2(opacity);
        Extent extent;
        const Mask inView = firstLanes(end - g) & visibleLanes(job, shape, p, logOpacity, extent);
        if (!any(inView))
            continue;
        Color color;
        evaluateColor(job, g, shape.mean, color);
        const Packet bad = poison(color.rgb[0]) + poison(color.rgb[1]) + poison(color.rgb[2]);
        Columns columns;
        fillColumns(p, color, logOpacity, extent, columns);
        for (std::uint32_t bits = laneBits(inView & (bad == Packet(0.0f))); bits;
             bits &= bits - 1) {
            const int lane = __builtin_ctz(bits);
            written += writeRecord(
                columns, lane, static_cast<std::uint32_t>(g + lane), job.camera, out[written]);
        }
    }
    return written;
}

void projectRangeBackward(const ProjectBackwardJob& job, std::int64_t begin, std::int64_t end) {
    for (std::int64_t g = begin; g < end; g += lanes) {
        float* to = job.planes ? job.planes + (g - begin) : nullptr;
        prefetchPack(job.forward, g + packsAhead * lanes);
        SplatGradient<Packet> splat;
        const Mask seen = gatherPairs(job, g, end, splat);
        if (any(seen))
            packBackward(job, g, to, seen, splat);
        else if (job.overwrite && job.planes)
            clearPack(job, to);
    }
    // Columns are promised in packs of 16, also where packs are shorter.
    if (lanes < 16 && job.overwrite && job.planes && ((end - begin + lanes - 1) / lanes) % 2 == 1)
        clearPack(job, job.planes + (end - begin + lanes - 1) / lanes * lanes);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
