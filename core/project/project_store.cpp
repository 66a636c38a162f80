// SPDX-License-Identifier: Apache-2.0
#include "core/project/project_store.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/project/migrations.h"
#include "core/project/project_assets.h"
#include "core/project/project_documents.h"
#include "core/project/project_file.h"

#include <algorithm>

namespace cleave {

namespace {

namespace fs = std::filesystem;

// --- saving ---

struct Contents {
    Documents documents;
    std::map<Revision, AssetSource> assets;
    const MaskSet* masks = nullptr; ///< packed only when they must be written
    std::int64_t assetBytes = 0;    ///< without masks
};

Contents gather(const Project& project, const fs::path& projectFolder) {
    Contents contents;
    AssetReferences references;
    const auto keep = [&](AssetSource asset) {
        const Revision id = asset.header.id;
        contents.assetBytes += asset.header.size;
        contents.assets.emplace(id, std::move(asset));
        return id;
    };
    std::visit([&](const auto& field) { references.field = field ? keep(fieldAsset(*field)) : 0; },
               project.field);
    if (project.trainingState)
        references.training = keep(trainingAsset(*project.trainingState));
    if (project.dataset && !project.dataset->points.positions.empty())
        references.points = keep(pointsAsset(project.dataset->points));
    if (project.masks)
        references.masks = keep(masksAsset(*project.masks));
    contents.masks = project.masks.get();
    for (const auto& [method, state] : project.lifted)
        if (state)
            references.lifted[method] = keep(liftedAsset(*state));
    for (const Segment& segment : project.segments.segments())
        if (segment.primitives)
            references.selections[segment.id.value] = keep(selectionAsset(*segment.primitives));
    contents.documents = toDocuments(project, references, projectFolder);
    return contents;
}

/// Makes the open file hold exactly the contents.
void writeContents(ProjectFile& file, Contents& contents, Progress& progress) {
    // First, so that they lie at the start of a new file and survive its truncation.
    file.writeDocuments(contents.documents);
    const std::map<Revision, AssetHeader> old = file.assets();
    for (const auto& [id, header] : old)
        if (!contents.assets.contains(id))
            file.removeAsset(id);
    std::int64_t done = 0;
    for (auto& [id, asset] : contents.assets) {
        progress.advance(done, std::max<std::int64_t>(1, contents.assetBytes));
        done += asset.header.size;
        if (old.contains(id))
            continue;
        if (asset.header.kind == "masks")
            packMasks(*contents.masks, asset);
        file.writeAsset(asset.header, asset.parts, progress);
    }
    file.setFormatVersion(projectFormatVersion);
}

/// A file of an older version, of another program, or mostly of what is no longer needed is better
/// written anew.
ProjectFileAccess howToSave(const fs::path& path, const Contents& contents) {
    std::error_code code;
    if (!fs::exists(path, code) || !looksLikeDatabase(path))
        return ProjectFileAccess::Create;
    constexpr std::int64_t toleratedGarbage = std::int64_t{64} << 20;
    try {
        ProjectFile file(path, ProjectFileAccess::Change); // also undoes a save that was killed
        const int version = file.formatVersion();
        if (version > projectFormatVersion)
            throw Error(ErrorKind::Version,
                        text(CLEAVE_TR("Project",
                                       "%1 belongs to a newer Cleave (project format %2) and is "
                                       "not overwritten; choose another name"),
                             path,
                             version));
        const auto bytes = static_cast<std::int64_t>(fs::file_size(path));
        std::int64_t masksBytes = 0;
        for (const auto& [id, header] : file.assets())
            if (header.kind == "masks")
                masksBytes += header.size;
        const bool isMostlyGarbage =
            bytes > 2 * (contents.assetBytes + masksBytes) + toleratedGarbage;
        return version == projectFormatVersion && !isMostlyGarbage ? ProjectFileAccess::Change
                                                                   : ProjectFileAccess::Create;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::BadFile)
            return ProjectFileAccess::Create; // replaced by a sound one
        throw;
    }
}

void saveAnew(Contents& contents, const fs::path& path, Progress& progress) {
    writeBeside(path, [&](const fs::path& temporary) {
        std::error_code code;
        fs::remove(temporary, code); // of a killed program that had this one's number
        ProjectFile file(temporary, ProjectFileAccess::Create, path);
        file.begin();
        writeContents(file, contents, progress);
        file.commit();
        // A journal of the old file must not be taken for one of the new.
        fs::remove(path.string() + "-journal", code);
    });
}

void saveInPlace(Contents& contents, const fs::path& path, Progress& progress) {
    ProjectFile file(path, ProjectFileAccess::Change);
    file.begin();
    writeContents(file, contents, progress);
    file.commit();
}

// --- loading ---

/// Reads what it can, and notes what it cannot.
class Loader {
public:
    Loader(ProjectFile& file, const fs::path& path, Progress& progress)
        : file_(file)
        , path_(path)
        , progress_(progress) {}

    LoadedProject run() {
        loaded_.formatVersion = file_.formatVersion();
        Documents documents = file_.documents();
        migrate(documents, loaded_.formatVersion, migrations(), path_);
        ParsedDocuments parsed;
        try {
            parsed = fromDocuments(documents, path_.parent_path());
        } catch (const Error& error) {
            throw badFile(CLEAVE_TR("Project", "%1: %2"), path_, error.what());
        }
        loaded_.project = std::move(parsed.project);
        readAssetList();
        loadDataset(parsed);
        loadField(parsed.references);
        loadLifted(parsed.references);
        loadSegments(parsed);
        progress_.advance(1.0);
        return std::move(loaded_);
    }

private:
    void readAssetList() {
        try {
            assets_ = file_.assets();
        } catch (const Error& error) {
            loaded_.problems.push_back(error.message());
        }
    }

    /// read(header) of an asset that the documents name; the default value and a problem where that
    /// fails.
    template <class Read>
    auto load(Revision id, const Text& what, Read&& read)
        -> decltype(read(std::declval<const AssetHeader&>())) {
        progress_.check();
        try {
            const auto found = assets_.find(id);
            if (found != assets_.end())
                return read(found->second);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadFile)
                throw;
        }
        loaded_.problems.push_back(
            text(CLEAVE_TR("Project", "%1 is damaged: %2 could not be read and was left out"),
                 path_,
                 what.str()));
        return {};
    }

    void loadDataset(const ParsedDocuments& parsed) {
        if (!parsed.dataset)
            return;
        const Revision id = parsed.references.points;
        if (id != 0)
            parsed.dataset->points = load(
                id,
                text(CLEAVE_TR("Project", "the initial points")),
                [&](const AssetHeader& header) { return readPoints(file_, header, progress_); });
        loaded_.project.dataset = parsed.dataset;
        const std::vector<std::string> gone = missingPhotos(*parsed.dataset);
        if (!gone.empty())
            loaded_.problems.push_back(text(
                CLEAVE_TR(
                    "Project",
                    "%1 of %2 photos are not in %3, the first is %4; relink them if they moved"),
                gone.size(),
                parsed.dataset->views.size(),
                parsed.dataset->folder,
                gone.front()));
    }

    void loadField(const AssetReferences& references) {
        Project& project = loaded_.project;
        if (references.field != 0)
            project.field = load(
                references.field,
                text(CLEAVE_TR("Project", "the radiance field")),
                [&](const AssetHeader& header) { return readField(file_, header, progress_); });
        progress_.advance(0.4);
        if (references.training != 0)
            project.trainingState = load(
                references.training,
                text(CLEAVE_TR("Project", "the training state")),
                [&](const AssetHeader& header) { return readTraining(file_, header, progress_); });
        progress_.advance(0.6);
        if (references.masks != 0)
            project.masks = load(
                references.masks,
                text(CLEAVE_TR("Project", "the masks")),
                [&](const AssetHeader& header) { return readMasks(file_, header, progress_); });
    }

    void loadLifted(const AssetReferences& references) {
        Project& project = loaded_.project;
        for (const auto& [method, id] : references.lifted) {
            auto state = load(
                id,
                text(CLEAVE_TR("Project", "what %1 lifted"), method),
                [&](const AssetHeader& header) { return readLifted(file_, header, progress_); });
            if (state)
                project.lifted[method] = std::move(state);
        }
        if (!project.lifted.contains(project.currentMethod))
            project.currentMethod.clear();
    }

    void loadSegments(ParsedDocuments& parsed) {
        std::map<Revision, std::shared_ptr<const Selection>> read; // equal selections are shared
        for (Segment& segment : parsed.segments) {
            const auto reference = parsed.references.selections.find(segment.id.value);
            if (reference == parsed.references.selections.end())
                continue;
            std::shared_ptr<const Selection>& selection = read[reference->second];
            if (!selection)
                selection = load(
                    reference->second,
                    text(CLEAVE_TR("Project", "the selection of segment \"%1\""), segment.name),
                    [&](const AssetHeader& header) {
                        return readSelection(file_, header, progress_);
                    });
            // The segment keeps its name and place, with nothing in it.
            if (!selection)
                selection = std::make_shared<const Selection>(primitiveCount(loaded_.project.field),
                                                              revisionOf(loaded_.project.field));
            segment.primitives = selection;
        }
        try {
            loaded_.project.segments = SegmentTree::restore(std::move(parsed.segments));
        } catch (const Error& error) {
            throw badFile(CLEAVE_TR("Project", "%1: %2"), path_, error.what());
        }
    }

    ProjectFile& file_;
    const fs::path& path_;
    Progress& progress_;
    std::map<Revision, AssetHeader> assets_;
    LoadedProject loaded_;
};

Error cannotOpen(const fs::path& path, const std::error_code& code) {
    return {ErrorKind::Permission,
            text(CLEAVE_TR("Project", "%1 cannot be opened: %2"), path, code.message())};
}

void requireProjectFile(const fs::path& path) {
    std::error_code code;
    const bool isThere = fs::exists(path, code);
    if (code)
        throw cannotOpen(path, code);
    if (!isThere)
        throw missing(CLEAVE_TR("Project", "%1 does not exist"), path);
    if (fs::is_directory(path, code))
        throw badFile(CLEAVE_TR("Project", "%1 is a folder, expected a .cleave file"), path);
    if (!looksLikeDatabase(path))
        throw badFile(CLEAVE_TR("Project", "%1 is no Cleave project"), path);
}

LoadedProject loadWith(ProjectFileAccess access, const fs::path& path, Progress& progress) {
    ProjectFile file(path, access);
    return Loader(file, path, progress).run();
}

/// Through links: the file is replaced, not the link.
fs::path absolutePath(const fs::path& path) {
    std::error_code code;
    const fs::path absolute = fs::weakly_canonical(fs::absolute(path, code), code);
    if (code)
        throw cannotOpen(path, code);
    return absolute;
}

} // namespace

LoadedProject loadProject(const fs::path& path, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Project", "Opening %1"), path.filename()));
    const fs::path absolute = absolutePath(path);
    requireProjectFile(absolute);
    try {
        return loadWith(ProjectFileAccess::Read, absolute, progress);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::BadFile)
            throw;
        const Text reason = error.message();
        try {
            LoadedProject loaded = loadWith(ProjectFileAccess::Salvage, absolute, progress);
            loaded.problems.insert(loaded.problems.begin(), reason);
            return loaded;
        } catch (const Error&) {
            throw Error(ErrorKind::BadFile, reason); // the first reason says more
        }
    }
}

void saveProject(const Project& project, const fs::path& path, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Project", "Saving %1"), path.filename()));
    const fs::path absolute = absolutePath(path);
    std::error_code code;
    if (fs::is_directory(absolute, code))
        throw badInput(CLEAVE_TR("Project", "%1 is a folder, expected a file name"), absolute);
    Contents contents = gather(project, absolute.parent_path());
    if (howToSave(absolute, contents) == ProjectFileAccess::Change)
        saveInPlace(contents, absolute, progress);
    else
        saveAnew(contents, absolute, progress);
    progress.advance(1.0);
}

} // namespace cleave
