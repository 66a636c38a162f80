// SPDX-License-Identifier: Apache-2.0
#include "core/selection/prompt_hits.h"

#include "core/base/error.h"
#include "core/rendering/blend_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cleave {

namespace {

constexpr float solidAlpha = 0.5f;

Eigen::Vector2i pixelAt(const Eigen::Vector2f& point) {
    return {static_cast<int>(std::floor(point.x())), static_cast<int>(std::floor(point.y()))};
}

void addUnique(std::vector<Eigen::Vector2i>& pixels, const Eigen::Vector2i& pixel) {
    if (std::find(pixels.begin(), pixels.end(), pixel) == pixels.end())
        pixels.push_back(pixel);
}

/// Every `step`-th pixel of the path's lines.
std::vector<Eigen::Vector2i> alongStroke(const std::vector<Eigen::Vector2f>& points, int limit) {
    double length = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
        length += (points[i] - points[i - 1]).norm();
    const double step = std::max(1.0, length / std::max(1, limit - 1));
    std::vector<Eigen::Vector2i> pixels = {pixelAt(points.front())};
    double toNext = step;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double part = (points[i] - points[i - 1]).norm();
        double along = toNext;
        for (; along <= part; along += step)
            addUnique(pixels,
                      pixelAt(points[i - 1] +
                              (points[i] - points[i - 1]) * static_cast<float>(along / part)));
        toNext = along - part;
    }
    return pixels;
}

std::vector<Eigen::Vector2i>
overBox(const Eigen::Vector2f& a, const Eigen::Vector2f& b, int width, int height, int limit) {
    const int x0 = std::max(0, pixelAt(a.cwiseMin(b)).x()),
              y0 = std::max(0, pixelAt(a.cwiseMin(b)).y());
    const int x1 = std::min(width - 1, pixelAt(a.cwiseMax(b)).x()),
              y1 = std::min(height - 1, pixelAt(a.cwiseMax(b)).y());
    std::vector<Eigen::Vector2i> pixels;
    if (x1 < x0 || y1 < y0)
        return pixels;
    const double area = static_cast<double>(x1 - x0 + 1) * (y1 - y0 + 1);
    const int step = std::max(1, static_cast<int>(std::ceil(std::sqrt(area / limit))));
    for (int y = y0 + (y1 - y0) % step / 2; y <= y1; y += step)
        for (int x = x0 + (x1 - x0) % step / 2; x <= x1; x += step)
            pixels.emplace_back(x, y);
    return pixels;
}

} // namespace

std::string promptName(const Prompt& prompt, const Dataset* dataset) {
    const char* kind = "click";
    if (prompt.kind == PromptKind::Box)
        kind = "box";
    if (prompt.kind == PromptKind::Stroke)
        kind = "stroke";
    if (prompt.kind == PromptKind::Text)
        return "text \"" + prompt.text + "\"";
    std::string name = std::string(kind) + " at ";
    if (dataset && prompt.view.value >= 0)
        name += dataset->view(prompt.view).name + ":";
    for (std::size_t i = 0; i < std::min<std::size_t>(prompt.points.size(), 2); ++i) {
        const Eigen::Vector2i pixel = pixelAt(prompt.points[i]);
        name += (i ? "," : "") + std::to_string(pixel.x()) + "," + std::to_string(pixel.y());
    }
    return name;
}

std::vector<Eigen::Vector2i>
promptPixels(const Prompt& prompt, int radius, int limit, const Dataset* dataset) {
    const int width = prompt.camera.intrinsics.width, height = prompt.camera.intrinsics.height;
    if (prompt.kind == PromptKind::Text)
        throw badInput(
            CLEAVE_TR("Selection", "%1: this method answers clicks, boxes and strokes, not words"),
            promptName(prompt, dataset));
    const std::size_t needed = prompt.kind == PromptKind::Box ? 2 : 1;
    if (prompt.points.size() < needed)
        throw badInput(CLEAVE_TR("Selection", "%1: expected at least %2 points"),
                       promptName(prompt, dataset),
                       needed);
    for (const Eigen::Vector2f& point : prompt.points)
        if (!point.allFinite())
            throw badInput(CLEAVE_TR("Selection", "%1: a position is no number"),
                           promptName(prompt, dataset));

    const auto isInside = [&](const Eigen::Vector2i& p) {
        return p.x() >= 0 && p.y() >= 0 && p.x() < width && p.y() < height;
    };
    std::vector<Eigen::Vector2i> pixels;
    if (prompt.kind == PromptKind::Point) {
        const Eigen::Vector2i center = pixelAt(prompt.points.front());
        if (isInside(center)) {
            pixels.push_back(center);
            for (int y = -radius; y <= radius; ++y)
                for (int x = -radius; x <= radius; ++x)
                    if (x * x + y * y <= radius * radius && (x != 0 || y != 0))
                        pixels.emplace_back(center + Eigen::Vector2i(x, y));
        }
    } else if (prompt.kind == PromptKind::Box) {
        pixels = overBox(prompt.points[0], prompt.points[1], width, height, limit);
    } else {
        pixels = alongStroke(prompt.points, limit);
    }
    std::erase_if(pixels, [&](const Eigen::Vector2i& pixel) { return !isInside(pixel); });
    if (pixels.empty())
        throw badInput(CLEAVE_TR("Selection", "%1 lies outside the image of %2 x %3 pixels"),
                       promptName(prompt, dataset),
                       width,
                       height);
    return pixels;
}

PromptHits pixelHits(std::vector<Eigen::Vector2i> pixels,
                     const Camera& camera,
                     const RadianceField& field,
                     const PrimitiveCloud& cloud) {
    PromptHits hits;
    hits.pixels = std::move(pixels);
    std::vector<std::int32_t> indices;
    for (const Eigen::Vector2i& pixel : hits.pixels)
        indices.push_back(pixel.y() * camera.intrinsics.width + pixel.x());
    hits.weights = blendWeights(field, camera, indices);
    for (std::int64_t row = 0; row < hits.weights.rowCount(); ++row) {
        float alpha = 0;
        Eigen::Vector3f sum = Eigen::Vector3f::Zero();
        for (std::int64_t i = hits.weights.rowStarts(row); i < hits.weights.rowStarts(row + 1);
             ++i) {
            const float weight = hits.weights.weights(i);
            const float* position =
                cloud.positions.data() + 3 * static_cast<std::int64_t>(hits.weights.primitives(i));
            alpha += weight;
            sum += weight * Eigen::Vector3f(position[0], position[1], position[2]);
        }
        hits.alphas.push_back(alpha);
        hits.points.push_back(alpha > 0 ? Eigen::Vector3f(sum / alpha) : sum);
    }
    return hits;
}

PromptHits promptHits(const Prompt& prompt,
                      const RadianceField& field,
                      const PrimitiveCloud& cloud,
                      int radius,
                      int limit,
                      const Dataset* dataset) {
    PromptHits hits =
        pixelHits(promptPixels(prompt, radius, limit, dataset), prompt.camera, field, cloud);
    const bool isPoint = prompt.kind == PromptKind::Point;
    const bool hit = isPoint ? hits.alphas.front() >= solidAlpha
                             : std::any_of(hits.alphas.begin(), hits.alphas.end(), [](float alpha) {
                                   return alpha >= solidAlpha;
                               });
    if (!hit)
        throw badInput(
            CLEAVE_TR("Selection",
                      "%1 hits empty background; point at something that the field shows"),
            promptName(prompt, dataset));
    return hits;
}

std::vector<Eigen::Vector3f>
promptPlaces(const Prompt& prompt, const RadianceField& field, const PrimitiveCloud& cloud) {
    const Eigen::Vector2i last(prompt.camera.intrinsics.width - 1,
                               prompt.camera.intrinsics.height - 1);
    std::vector<Eigen::Vector2i> pixels;
    for (const Eigen::Vector2f& point : prompt.points)
        pixels.push_back(pixelAt(point).cwiseMin(last).cwiseMax(0));
    const PromptHits hits = pixelHits(std::move(pixels), prompt.camera, field, cloud);
    std::vector<Eigen::Vector3f> places;
    for (std::size_t i = 0; i < prompt.points.size(); ++i) {
        const double depth = prompt.camera.pose.cameraFromWorld(hits.points[i].cast<double>()).z();
        const bool hit = hits.alphas[i] >= solidAlpha && depth > 0;
        places.push_back(
            hit ? Eigen::Vector3f(
                      prompt.camera.unproject(prompt.points[i].x(), prompt.points[i].y(), depth)
                          .cast<float>())
                : Eigen::Vector3f::Constant(std::numeric_limits<float>::quiet_NaN()));
    }
    return places;
}

} // namespace cleave
