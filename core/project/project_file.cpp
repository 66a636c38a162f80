// SPDX-License-Identifier: Apache-2.0
#include "core/project/project_file.h"

#include "core/base/error.h"
#include "core/dataset/content_hash.h"

#include <QByteArray>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>

namespace cleave {

namespace {

constexpr int applicationId = 0x434c5645; // "CLVE"
// Few and long overflow chains below the big chunks, and still a small file for a small project.
constexpr int pageBytes = 16384;

// SQLite's primary result codes (sqlite.org/rescode.html); Qt hands them on as text.
enum SqliteCode {
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    InputOutput = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NoDatabase = 26
};

QString nextConnectionName() {
    static std::atomic<std::uint64_t> counter{0};
    return QStringLiteral("cleave-project-%1").arg(++counter);
}

qint64 storedId(Revision id) {
    return static_cast<qint64>(id);
}

} // namespace

struct ProjectFile::Impl {
    std::filesystem::path path; ///< as errors name it
    QString name = nextConnectionName();
    bool isWriting = false;
    bool isInTransaction = false;

    QSqlDatabase database() const { return QSqlDatabase::database(name, false); }

    [[noreturn]] void fail(const QSqlError& error) const {
        const int code = error.nativeErrorCode().toInt() & 0xff; // without SQLite's extension
        const std::string detail = error.databaseText().toStdString();
        switch (code) {
        case Busy:
        case Locked:
            throw Error(
                ErrorKind::Permission,
                text(CLEAVE_TR("Project",
                               "%1 is being used by another program; try again when it is done"),
                     path));
        case ReadOnly:
        case CannotOpen:
            throw Error(ErrorKind::Permission,
                        isWriting
                            ? text(CLEAVE_TR("Project", "%1 cannot be written: %2"), path, detail)
                            : text(CLEAVE_TR("Project", "%1 cannot be opened: %2"), path, detail));
        case Full:
            throw Error(ErrorKind::NoSpace,
                        text(CLEAVE_TR("Project", "%1 cannot be written: the disk is full"), path));
        case InputOutput:
            if (isWriting)
                throw Error(
                    ErrorKind::NoSpace,
                    text(CLEAVE_TR("Project", "%1 cannot be written (%2); is the disk full?"),
                         path,
                         detail));
            throw badFile(CLEAVE_TR("Project", "%1 cannot be read: %2"), path, detail);
        case NoDatabase:
            throw badFile(CLEAVE_TR("Project", "%1 is no Cleave project"), path);
        default:
            throw badFile(CLEAVE_TR("Project", "%1 is damaged: %2"), path, detail);
        }
    }

    QSqlQuery run(const QString& statement) const {
        QSqlQuery query(database());
        query.setForwardOnly(true);
        if (!query.exec(statement))
            fail(query.lastError());
        return query;
    }

    QSqlQuery prepare(const QString& statement) const {
        QSqlQuery query(database());
        query.setForwardOnly(true);
        if (!query.prepare(statement))
            fail(query.lastError());
        return query;
    }

    void execute(QSqlQuery& query) const {
        if (!query.exec())
            fail(query.lastError());
    }

    /// Steps to the next row; a read error in the middle of a result is not its end.
    bool next(QSqlQuery& query) const {
        if (query.next())
            return true;
        if (query.lastError().isValid())
            fail(query.lastError());
        return false;
    }

    int number(const QString& statement) const {
        QSqlQuery query = run(statement);
        return next(query) ? query.value(0).toInt() : 0;
    }

    void open(const std::filesystem::path& file, bool readOnly) const {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        if (!database.isValid())
            throw missing(
                CLEAVE_TR("Project", "%1 cannot be opened: Qt's SQLite plugin is not installed"),
                path);
        database.setDatabaseName(QString::fromStdString(file.string()));
        database.setConnectOptions(
            readOnly ? QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=3000")
                     : QStringLiteral("QSQLITE_BUSY_TIMEOUT=3000"));
        if (!database.open())
            fail(database.lastError());
    }

    void close() const {
        if (!QSqlDatabase::contains(name))
            return;
        {
            QSqlDatabase database = QSqlDatabase::database(name, false);
            database.close();
        }
        QSqlDatabase::removeDatabase(name);
    }

    void createTables() const {
        run(QStringLiteral("PRAGMA page_size=%1").arg(pageBytes));
        run(QStringLiteral("PRAGMA journal_mode=OFF")); // whoever writes beside throws the file
                                                        // away when that fails,
        run(QStringLiteral(
            "PRAGMA synchronous=OFF")); // and flushes it before it takes the other's place
        run(QStringLiteral("PRAGMA application_id=%1").arg(applicationId));
        run(QStringLiteral("CREATE TABLE documents(name TEXT PRIMARY KEY, json TEXT NOT NULL)"));
        run(QStringLiteral("CREATE TABLE assets(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, info "
                           "TEXT NOT NULL, size INTEGER NOT NULL)"));
        run(QStringLiteral("CREATE TABLE chunks(asset INTEGER NOT NULL, position INTEGER NOT NULL, "
                           "checksum INTEGER NOT NULL, "
                           "bytes BLOB NOT NULL, UNIQUE(asset, position))"));
    }
};

ProjectFile::ProjectFile(const std::filesystem::path& path,
                         ProjectFileAccess access,
                         const std::filesystem::path& shownPath)
    : impl_(std::make_unique<Impl>()) {
    impl_->path = shownPath.empty() ? path : shownPath;
    impl_->isWriting = access == ProjectFileAccess::Create || access == ProjectFileAccess::Change;
    try {
        impl_->open(path, access == ProjectFileAccess::Salvage);
        switch (access) {
        case ProjectFileAccess::Create:
            impl_->createTables();
            break;
        case ProjectFileAccess::Change:
            impl_->run(QStringLiteral("PRAGMA journal_mode=DELETE"));
            impl_->run(QStringLiteral("PRAGMA synchronous=FULL"));
            break;
        case ProjectFileAccess::Read:
            break;
        // SQLite refuses a file shorter than its header says, unless the schema is said to be under
        // repair.
        case ProjectFileAccess::Salvage:
            impl_->run(QStringLiteral("PRAGMA writable_schema=ON"));
            break;
        }
    } catch (...) {
        impl_->close();
        throw;
    }
}

ProjectFile::~ProjectFile() {
    rollback();
    impl_->close();
}

int ProjectFile::formatVersion() {
    if (impl_->number(QStringLiteral("PRAGMA application_id")) != applicationId)
        throw badFile(CLEAVE_TR("Project", "%1 is no Cleave project"), impl_->path);
    return impl_->number(QStringLiteral("PRAGMA user_version"));
}

void ProjectFile::setFormatVersion(int version) {
    impl_->run(QStringLiteral("PRAGMA user_version=%1").arg(version));
}

void ProjectFile::begin() {
    impl_->run(QStringLiteral("BEGIN IMMEDIATE"));
    impl_->isInTransaction = true;
}

void ProjectFile::commit() {
    impl_->run(QStringLiteral("COMMIT"));
    impl_->isInTransaction = false;
}

void ProjectFile::rollback() noexcept {
    if (!impl_->isInTransaction)
        return;
    impl_->isInTransaction = false;
    // SQLite has rolled back by itself after a failed write; then this statement fails, which tells
    // nothing new.
    QSqlQuery query(impl_->database());
    query.exec(QStringLiteral("ROLLBACK"));
}

std::map<std::string, std::string> ProjectFile::documents() {
    std::map<std::string, std::string> documents;
    QSqlQuery query = impl_->run(QStringLiteral("SELECT name, json FROM documents"));
    while (impl_->next(query))
        documents[query.value(0).toString().toStdString()] =
            query.value(1).toString().toStdString();
    return documents;
}

void ProjectFile::writeDocuments(const std::map<std::string, std::string>& documents) {
    const std::map<std::string, std::string> old = this->documents();
    for (const auto& [name, json] : old) {
        if (documents.contains(name))
            continue;
        QSqlQuery query = impl_->prepare(QStringLiteral("DELETE FROM documents WHERE name=?"));
        query.addBindValue(QString::fromStdString(name));
        impl_->execute(query);
    }
    for (const auto& [name, json] : documents) {
        const auto found = old.find(name);
        if (found != old.end() && found->second == json)
            continue;
        QSqlQuery query = impl_->prepare(
            QStringLiteral("INSERT OR REPLACE INTO documents(name, json) VALUES(?, ?)"));
        query.addBindValue(QString::fromStdString(name));
        query.addBindValue(QString::fromStdString(json));
        impl_->execute(query);
    }
}

std::map<Revision, AssetHeader> ProjectFile::assets() {
    std::map<Revision, AssetHeader> assets;
    QSqlQuery query = impl_->run(QStringLiteral("SELECT id, kind, info, size FROM assets"));
    while (impl_->next(query)) {
        const auto id = static_cast<Revision>(query.value(0).toLongLong());
        assets[id] = {id,
                      query.value(1).toString().toStdString(),
                      query.value(2).toString().toStdString(),
                      query.value(3).toLongLong()};
    }
    return assets;
}

void ProjectFile::writeAsset(const AssetHeader& header,
                             std::span<const std::span<const std::byte>> parts,
                             Progress& progress) {
    QSqlQuery asset = impl_->prepare(
        QStringLiteral("INSERT INTO assets(id, kind, info, size) VALUES(?, ?, ?, ?)"));
    asset.addBindValue(storedId(header.id));
    asset.addBindValue(QString::fromStdString(header.kind));
    asset.addBindValue(QString::fromStdString(header.info));
    asset.addBindValue(static_cast<qint64>(header.size));
    impl_->execute(asset);

    QByteArray chunk;
    qint64 position = 0;
    const auto flush = [&] {
        QSqlQuery query = impl_->prepare(QStringLiteral(
            "INSERT INTO chunks(asset, position, checksum, bytes) VALUES(?, ?, ?, ?)"));
        query.addBindValue(storedId(header.id));
        query.addBindValue(position++);
        query.addBindValue(static_cast<qint64>(contentHash(
            std::as_bytes(std::span(chunk.constData(), static_cast<std::size_t>(chunk.size()))))));
        query.addBindValue(chunk);
        impl_->execute(query);
        chunk.resize(0);
        progress.check();
    };
    chunk.reserve(static_cast<qsizetype>(std::min(header.size, chunkBytes)));
    for (std::span<const std::byte> part : parts)
        while (!part.empty()) {
            const auto count =
                std::min(part.size(), static_cast<std::size_t>(chunkBytes - chunk.size()));
            chunk.append(reinterpret_cast<const char*>(part.data()), static_cast<qsizetype>(count));
            part = part.subspan(count);
            if (chunk.size() == chunkBytes)
                flush();
        }
    if (!chunk.isEmpty())
        flush();
}

void ProjectFile::removeAsset(Revision id) {
    for (const QString& statement : {QStringLiteral("DELETE FROM chunks WHERE asset=?"),
                                     QStringLiteral("DELETE FROM assets WHERE id=?")}) {
        QSqlQuery query = impl_->prepare(statement);
        query.addBindValue(storedId(id));
        impl_->execute(query);
    }
}

void ProjectFile::readAsset(const AssetHeader& header,
                            std::span<const std::span<std::byte>> parts,
                            Progress& progress) {
    const auto damaged = [&] {
        return badFile(
            CLEAVE_TR("Project", "%1: the bytes of asset %2 are damaged"), impl_->path, header.id);
    };
    std::int64_t expected = 0;
    for (const std::span<std::byte> part : parts)
        expected += static_cast<std::int64_t>(part.size());
    if (expected != header.size)
        throw damaged();
    QSqlQuery query = impl_->prepare(
        QStringLiteral("SELECT checksum, bytes FROM chunks WHERE asset=? ORDER BY position"));
    query.addBindValue(storedId(header.id));
    impl_->execute(query);
    std::size_t part = 0, offset = 0;
    std::int64_t done = 0;
    while (impl_->next(query)) {
        const QByteArray bytes = query.value(1).toByteArray();
        std::span<const std::byte> rest =
            std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        done += bytes.size();
        if (done > header.size ||
            static_cast<qint64>(contentHash(rest)) != query.value(0).toLongLong())
            throw damaged();
        while (!rest.empty()) {
            const std::size_t count = std::min(rest.size(), parts[part].size() - offset);
            if (count > 0)
                std::memcpy(parts[part].data() + offset, rest.data(), count);
            rest = rest.subspan(count);
            offset += count;
            if (offset == parts[part].size()) {
                ++part;
                offset = 0;
            }
        }
        progress.check();
    }
    if (done != header.size)
        throw damaged();
}

bool looksLikeDatabase(const std::filesystem::path& path) {
    constexpr char magic[] = "SQLite format 3"; // with its closing zero: 16 bytes
    char start[sizeof(magic)] = {};
    std::ifstream stream(path, std::ios::binary);
    stream.read(start, sizeof(start));
    return stream && std::memcmp(start, magic, sizeof(magic)) == 0;
}

} // namespace cleave
