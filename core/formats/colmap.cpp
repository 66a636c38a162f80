// SPDX-License-Identifier: Apache-2.0
#include "core/formats/colmap.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/colmap_lens.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>
#include <unordered_set>

namespace cleave {

namespace fs = std::filesystem;

namespace {

std::string placeOf(const fs::path& path, const char* what, std::uint64_t id) {
    return path.string() + ", " + what + " " + std::to_string(id);
}

Pose poseFrom(const std::array<double, 4>& wxyz,
              const Eigen::Vector3d& translation,
              const std::string& place) {
    const Eigen::Quaterniond rotation(wxyz[0], wxyz[1], wxyz[2], wxyz[3]);
    const double norm = rotation.norm();
    if (!std::isfinite(norm) || !translation.allFinite())
        throw badFile(
            CLEAVE_TR("Formats", "%1: the pose holds a value that is not a finite number"), place);
    if (!(norm > 1e-6))
        throw badFile(CLEAVE_TR("Formats", "%1: the rotation is a zero quaternion"), place);
    return {rotation.normalized().toRotationMatrix(), translation};
}

void requireFinite(const ColmapPoint& point, const fs::path& path) {
    if (!point.position.allFinite())
        throw badFile(
            CLEAVE_TR("Formats", "%1: the position holds a value that is not a finite number"),
            placeOf(path, "point", point.id));
}

/// Bytes read one value after the other; every read checks that the file goes on.
class BinaryReader {
public:
    explicit BinaryReader(const fs::path& path) : path_(path), bytes_(readFile(path)) {}

    template <class T>
    T next() {
        require(sizeof(T));
        T value;
        std::memcpy(&value, bytes_.data() + at_, sizeof(T));
        at_ += sizeof(T);
        return value;
    }

    std::string nextName() {
        const auto* begin = reinterpret_cast<const char*>(bytes_.data()) + at_;
        const void* end = std::memchr(begin, 0, bytes_.size() - at_);
        if (!end)
            throw badFile(
                CLEAVE_TR(
                    "Formats",
                    "%1 ends within a file name that begins at byte %2; export the model again"),
                path_,
                at_);
        std::string name(begin, static_cast<const char*>(end));
        at_ += name.size() + 1;
        return name;
    }

    /// A number of records, each of at least `leastBytes`; a count that the file cannot hold is a
    /// lie.
    std::uint64_t nextCount(std::size_t leastBytes, const char* what) {
        const std::uint64_t count = next<std::uint64_t>();
        const std::size_t left = bytes_.size() - at_;
        if (count > left / leastBytes)
            throw badFile(CLEAVE_TR("Formats",
                                    "%1 promises %2 %3 at byte %4, but only %5 bytes follow; "
                                    "export the model again"),
                          path_,
                          count,
                          what,
                          at_ - sizeof(std::uint64_t),
                          left);
        return count;
    }

    void skip(std::size_t count) {
        require(count);
        at_ += count;
    }

private:
    void require(std::size_t count) const {
        if (bytes_.size() - at_ < count)
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1 ends after %2 bytes, within a record; export the model again"),
                path_,
                bytes_.size());
    }

    fs::path path_;
    std::vector<std::byte> bytes_;
    std::size_t at_ = 0;
};

std::vector<ColmapCamera> readCamerasBinary(const fs::path& path) {
    BinaryReader in(path);
    std::vector<ColmapCamera> cameras;
    for (std::uint64_t left = in.nextCount(48, "cameras"); left > 0; --left) {
        ColmapCamera camera;
        camera.id = in.next<std::uint32_t>();
        const std::string place = placeOf(path, "camera", camera.id);
        const int number = in.next<std::int32_t>();
        const auto* model = detail::colmapLensModel(number);
        detail::requireColmapLens(model, model ? model->name : std::to_string(number), place);
        const std::uint64_t width = in.next<std::uint64_t>(), height = in.next<std::uint64_t>();
        std::vector<double> parameters(model->parameterCount);
        for (double& value : parameters)
            value = in.next<double>();
        camera.intrinsics = detail::colmapIntrinsics(*model, width, height, parameters, place);
        cameras.push_back(camera);
    }
    return cameras;
}

std::vector<ColmapImage> readImagesBinary(const fs::path& path) {
    BinaryReader in(path);
    constexpr std::size_t observationBytes = 2 * sizeof(double) + sizeof(std::int64_t);
    std::vector<ColmapImage> images;
    for (std::uint64_t left = in.nextCount(73, "images"); left > 0; --left) {
        ColmapImage image;
        image.id = in.next<std::uint32_t>();
        std::array<double, 4> rotation{};
        for (double& value : rotation)
            value = in.next<double>();
        Eigen::Vector3d translation;
        for (double& value : translation)
            value = in.next<double>();
        image.pose = poseFrom(rotation, translation, placeOf(path, "image", image.id));
        image.cameraId = in.next<std::uint32_t>();
        image.name = in.nextName();
        in.skip(in.nextCount(observationBytes, "observations") * observationBytes);
        images.push_back(std::move(image));
    }
    return images;
}

std::vector<ColmapPoint> readPointsBinary(const fs::path& path) {
    BinaryReader in(path);
    constexpr std::size_t trackBytes = 2 * sizeof(std::uint32_t);
    std::vector<ColmapPoint> points;
    const std::uint64_t count = in.nextCount(51, "points");
    points.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        ColmapPoint point;
        point.id = in.next<std::uint64_t>();
        for (double& value : point.position)
            value = in.next<double>();
        for (std::uint8_t& value : point.color)
            value = in.next<std::uint8_t>();
        point.error = in.next<double>();
        requireFinite(point, path);
        in.skip(in.nextCount(trackBytes, "track entries") * trackBytes);
        points.push_back(point);
    }
    return points;
}

/// Lines of a text file with their numbers; fields of a line one after the other.
class TextReader {
public:
    explicit TextReader(const fs::path& path) : path_(path), text_(readTextFile(path)) {}

    /// The next line, whatever it holds; false at the end.
    bool nextLine() {
        if (at_ >= text_.size())
            return false;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        line_ = std::string_view(text_).substr(at_, end - at_);
        if (!line_.empty() && line_.back() == '\r')
            line_.remove_suffix(1);
        at_ = end + 1;
        ++number_;
        return true;
    }

    /// The next line that is neither empty nor a comment.
    bool nextRecord() {
        while (nextLine()) {
            const std::size_t begin = line_.find_first_not_of(" \t");
            if (begin != std::string_view::npos && line_[begin] != '#')
                return true;
        }
        return false;
    }

    std::string_view word() {
        const std::size_t begin = line_.find_first_not_of(" \t");
        if (begin == std::string_view::npos)
            throw broken("the line ends too early");
        const std::size_t end = std::min(line_.find_first_of(" \t", begin), line_.size());
        const std::string_view result = line_.substr(begin, end - begin);
        line_.remove_prefix(end);
        return result;
    }

    /// What is left of the line: file names may hold blanks.
    std::string rest() {
        const std::size_t begin = line_.find_first_not_of(" \t");
        if (begin == std::string_view::npos)
            throw broken("the line ends too early");
        return std::string(line_.substr(begin, line_.find_last_not_of(" \t") - begin + 1));
    }

    template <class T>
    T number() {
        const std::string_view field = word();
        T value{};
        const auto [end, code] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (code != std::errc() || end != field.data() + field.size())
            throw broken("\"" + std::string(field.substr(0, 40)) +
                         "\" is not the number expected there");
        return value;
    }

    std::string place() const { return path_.string() + ", line " + std::to_string(number_); }

    Error broken(const std::string& what) const {
        return badFile(CLEAVE_TR("Formats", "%1: %2"), place(), what);
    }

private:
    fs::path path_;
    std::string text_;
    std::string_view line_;
    std::size_t at_ = 0;
    std::size_t number_ = 0;
};

std::vector<ColmapCamera> readCamerasText(const fs::path& path) {
    TextReader in(path);
    std::vector<ColmapCamera> cameras;
    while (in.nextRecord()) {
        ColmapCamera camera;
        camera.id = in.number<std::uint32_t>();
        const std::string name(in.word());
        const auto* model = detail::colmapLensModel(name);
        detail::requireColmapLens(model, name, in.place());
        const auto width = in.number<std::uint64_t>(), height = in.number<std::uint64_t>();
        std::vector<double> parameters(model->parameterCount);
        for (double& value : parameters)
            value = in.number<double>();
        camera.intrinsics = detail::colmapIntrinsics(*model, width, height, parameters, in.place());
        cameras.push_back(camera);
    }
    return cameras;
}

std::vector<ColmapImage> readImagesText(const fs::path& path) {
    TextReader in(path);
    std::vector<ColmapImage> images;
    while (in.nextRecord()) {
        ColmapImage image;
        image.id = in.number<std::uint32_t>();
        std::array<double, 4> rotation{};
        for (double& value : rotation)
            value = in.number<double>();
        Eigen::Vector3d translation;
        for (double& value : translation)
            value = in.number<double>();
        image.pose = poseFrom(rotation, translation, in.place());
        image.cameraId = in.number<std::uint32_t>();
        image.name = in.rest();
        images.push_back(std::move(image));
        in.nextLine(); // the observations, an empty line where there are none
    }
    return images;
}

std::vector<ColmapPoint> readPointsText(const fs::path& path) {
    TextReader in(path);
    std::vector<ColmapPoint> points;
    while (in.nextRecord()) {
        ColmapPoint point;
        point.id = in.number<std::uint64_t>();
        for (double& value : point.position)
            value = in.number<double>();
        for (std::uint8_t& value : point.color) {
            const int channel = in.number<int>();
            if (channel < 0 || channel > 255)
                throw in.broken("a colour is out of 0 to 255");
            value = static_cast<std::uint8_t>(channel);
        }
        point.error = in.number<double>();
        requireFinite(point, path);
        points.push_back(point);
    }
    return points;
}

void requireConsistent(const ColmapModel& model, const fs::path& folder) {
    std::unordered_set<std::uint32_t> ids;
    for (const ColmapCamera& camera : model.cameras)
        if (!ids.insert(camera.id).second)
            throw badFile(
                CLEAVE_TR("Formats", "%1: two cameras have the number %2"), folder, camera.id);
    for (const ColmapImage& image : model.images)
        if (!ids.contains(image.cameraId))
            throw badFile(
                CLEAVE_TR("Formats", "%1: image %2 is of camera %3, which the model does not hold"),
                folder,
                image.name,
                image.cameraId);
}

} // namespace

const ColmapCamera* ColmapModel::camera(std::uint32_t id) const {
    for (const ColmapCamera& camera : cameras)
        if (camera.id == id)
            return &camera;
    return nullptr;
}

bool isColmapModel(const fs::path& folder) {
    std::error_code code;
    for (const char* extension : {".bin", ".txt"})
        if (fs::is_regular_file(folder / (std::string("cameras") + extension), code) &&
            fs::is_regular_file(folder / (std::string("images") + extension), code))
            return true;
    return false;
}

ColmapModel readColmapModel(const fs::path& folder) {
    std::error_code code;
    const bool isBinary = fs::is_regular_file(folder / "cameras.bin", code) &&
                          fs::is_regular_file(folder / "images.bin", code);
    if (!isBinary && !isColmapModel(folder))
        throw missing(
            CLEAVE_TR("Formats",
                      "%1 holds no COLMAP model; expected cameras and images as .bin or .txt"),
            folder);
    ColmapModel model;
    model.cameras = isBinary ? readCamerasBinary(folder / "cameras.bin")
                             : readCamerasText(folder / "cameras.txt");
    model.images =
        isBinary ? readImagesBinary(folder / "images.bin") : readImagesText(folder / "images.txt");
    const fs::path points = folder / (isBinary ? "points3D.bin" : "points3D.txt");
    if (fs::is_regular_file(points, code))
        model.points = readColmapPoints(points);
    requireConsistent(model, folder);
    return model;
}

std::vector<ColmapPoint> readColmapPoints(const fs::path& path) {
    return path.extension() == ".txt" ? readPointsText(path) : readPointsBinary(path);
}

} // namespace cleave
