// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/rasterize.h"
#include "tests/support/test_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace cleave::kernels;

namespace {

/// Float tensors of a safetensors file: 8 bytes header length, JSON, raw data.
class Tensors {
public:
    explicit Tensors(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        bytes_.assign(std::istreambuf_iterator<char>(file), {});
        std::uint64_t headerSize = 0;
        std::memcpy(&headerSize, bytes_.data(), 8);
        header_ = nlohmann::json::parse(
            bytes_.begin() + 8, bytes_.begin() + 8 + static_cast<std::ptrdiff_t>(headerSize));
        start_ = 8 + headerSize;
    }

    std::vector<float> operator[](const char* name) const {
        const auto offsets = header_.at(name).at("data_offsets").get<std::vector<std::size_t>>();
        std::vector<float> values((offsets[1] - offsets[0]) / sizeof(float));
        std::memcpy(
            values.data(), bytes_.data() + start_ + offsets[0], values.size() * sizeof(float));
        return values;
    }

private:
    std::string bytes_;
    nlohmann::json header_;
    std::size_t start_ = 0;
};

constexpr int width = 123, height = 82, count = 4;

PinholeCamera camera() {
    PinholeCamera c;
    c.width = width, c.height = height;
    c.fx = c.fy = 61.5f;
    c.cx = 61.5f, c.cy = 41;
    c.translation[0] = -0.123f, c.translation[1] = -0.456f, c.translation[2] = 8;
    return c;
}

Array<float, 2> planesOf(const Tensors& tensors) {
    Array<float, 2> planes(gaussianPlaneCount(3), gaussianPlaneStride(count));
    padGaussianPlanes(planes, count);
    const auto copy = [&](const char* name, int first, int size) {
        const std::vector<float> values = tensors[name];
        for (int g = 0; g < count; ++g)
            for (int k = 0; k < size; ++k)
                planes(first + k, g) = values[g * size + k];
    };
    copy("means", plane::mean, 3);
    copy("scales", plane::logScale, 3);
    copy("quats", plane::rotation, 4);
    copy("opacities", plane::opacityLogit, 1);
    copy("coeffs", plane::sh, 48);
    return planes;
}

struct Rendered {
    Array<float, 2> planes;
    Array<float, 3> color = Array<float, 3>(3, height, width);
    Array<float, 2> alpha = Array<float, 2>(height, width);
    RasterWorkspace workspace;

    explicit Rendered(const Tensors& tensors) : planes(planesOf(tensors)) {
        projectGaussians({planes, count, 3, false, {}}, camera(), workspace);
        binTiles(workspace);
        RasterImages images;
        images.color = color;
        images.alpha = alpha;
        rasterize({}, {}, images, workspace);
    }
};

} // namespace

class GsplatReferenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void imageIsReproduced_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("image") << "tiny_case.safetensors";
        QTest::newRow("with gradients") << "tiny_case_with_gradients.safetensors";
    }

    void imageIsReproduced() {
        CLEAVE_REQUIRE_DATA(folder, "gsplat_reference");
        QFETCH(QString, name);
        const Tensors tensors(folder / name.toStdString());
        const Rendered rendered(tensors);
        const std::vector<float> expected = tensors["out_img"];
        float largest = 0;
        for (int i = 0; i < width * height; ++i) {
            for (int c = 0; c < 3; ++c)
                largest = std::max(
                    largest,
                    std::abs(rendered.color.data()[c * width * height + i] - expected[i * 4 + c]));
            largest = std::max(largest, std::abs(rendered.alpha.data()[i] - expected[i * 4 + 3]));
        }
        QVERIFY2(largest < 1e-5f, qPrintable(QString::number(largest)));
    }

    void gradientsAreReproduced_data() {
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<int>("plane");
        QTest::addColumn<int>("size");
        QTest::newRow("opacity") << "v_opacities" << plane::opacityLogit << 1;
        QTest::newRow("scales") << "v_scales" << plane::logScale << 3;
        QTest::newRow("sh") << "v_coeffs" << plane::sh << 48;
    }

    void gradientsAreReproduced() {
        CLEAVE_REQUIRE_DATA(folder, "gsplat_reference");
        QFETCH(QString, tensor);
        QFETCH(int, plane);
        QFETCH(int, size);
        const Tensors tensors(folder / "tiny_case_with_gradients.safetensors");
        Rendered rendered(tensors);
        const std::vector<float> outer = tensors["v_out_img"],
                                 expected = tensors[tensor.toUtf8().constData()];
        Array<float, 3> colorGradient(3, height, width);
        Array<float, 2> alphaGradient(height, width);
        for (int i = 0; i < width * height; ++i) {
            for (int c = 0; c < 3; ++c)
                colorGradient.data()[c * width * height + i] = outer[i * 4 + c];
            alphaGradient.data()[i] = outer[i * 4 + 3];
        }
        RasterImagesOf<const float> images, gradients;
        images.color = rendered.color.constView();
        images.alpha = rendered.alpha.constView();
        gradients.color = colorGradient.constView();
        gradients.alpha = alphaGradient.constView();
        rasterizeBackward({}, {}, images, gradients, rendered.workspace);
        Array<float, 2> found(rendered.planes.size(0), rendered.planes.size(1));
        GaussianGradients out;
        out.planes = found;
        projectGaussiansBackward(
            {rendered.planes, count, 3, false, {}}, camera(), rendered.workspace, out);
        float largest = 0, size2 = 0;
        for (int g = 0; g < count; ++g)
            for (int k = 0; k < size; ++k) {
                largest = std::max(largest, std::abs(found(plane + k, g) - expected[g * size + k]));
                size2 = std::max(size2, std::abs(expected[g * size + k]));
            }
        QVERIFY2(largest < 1e-3f * size2, qPrintable(QString("%1 of %2").arg(largest).arg(size2)));
    }
};

QTEST_GUILESS_MAIN(GsplatReferenceTest)
#include "gsplat_reference_test.moc"
