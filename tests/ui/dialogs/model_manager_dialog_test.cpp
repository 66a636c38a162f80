// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/write_checkpoint.h"
#include "ui/dialogs/model_manager_dialog.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTreeWidget>

#include <optional>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int workTime = 30000; ///< ms, far above what a small file takes
/// Without a published size or checksum, so that a small file can stand in for it.
const QString openName = QStringLiteral("dino_vitbase8_pretrain.pth");

/// Answers every GET with one file, or with the part of it that is asked for.
class FileServer : public QTcpServer {
public:
    explicit FileServer(QByteArray content) : content_(std::move(content)) {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }

    /// After so many bytes nothing more is sent and the connection stays open.
    void stallAfter(qsizetype bytes) { stallAfter_ = bytes; }

    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/model").arg(serverPort())); }

    const QByteArrayList& ranges() const {
        return ranges_;
    } ///< of all requests; empty where the whole was asked for

private:
    void answer(QTcpSocket* socket) {
        const QByteArray request = socket->readAll();
        const qsizetype at = request.indexOf("Range: bytes=");
        const QByteArray range =
            at < 0 ? QByteArray() : request.mid(at + 13, request.indexOf("\r\n", at) - at - 13);
        ranges_ << range;
        const qsizetype begin = range.isEmpty() ? 0 : range.left(range.indexOf('-')).toLongLong();
        const QByteArray body = content_.mid(begin);
        socket->write(range.isEmpty() ? "HTTP/1.1 200 OK\r\n"
                                      : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " +
                                            QByteArray::number(begin) + "-" +
                                            QByteArray::number(content_.size() - 1) + "/" +
                                            QByteArray::number(content_.size()) + "\r\n");
        socket->write("Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
                      (stallAfter_ < 0 ? body : body.left(stallAfter_)));
        if (stallAfter_ < 0)
            socket->disconnectFromHost();
    }

    QByteArray content_;
    QByteArrayList ranges_;
    qsizetype stallAfter_ = -1;
};

QByteArray checkpointBytes(const std::filesystem::path& path) {
    tests::CheckpointWriter writer(path);
    writer.addRandom("w", {100, 100}, 1, 1);
    writer.finish();
    return QByteArray::fromStdString(readTextFile(path));
}

} // namespace

class ModelManagerDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyKnownModelIsListed();
    void anAddedFileIsHereAndCanBeVerifiedAndRemoved();
    void aFileOfSomethingElseShowsOneLine();
    void aDownloadEndsVerifiedAndHere();
    void aCancelledDownloadContinues();
    void aDownloadOfAnotherFileIsRefused();
    void withoutNetworkTheMessageSaysWhatToDo();

private:
    static QString message(const QDialog& dialog) {
        return dialog.findChild<QLabel*>(QStringLiteral("message"))->text();
    }

    static bool isEnabled(const QDialog& dialog, const char* button) {
        return dialog.findChild<QPushButton*>(QString::fromLatin1(button))->isEnabled();
    }

    std::optional<tests::TemporaryFolder> folder_;
};

void ModelManagerDialogTest::init() {
    folder_.emplace();
    qputenv("CLEAVE_MODELS", QByteArray::fromStdString((*folder_ / "models").string()));
}

void ModelManagerDialogTest::everyKnownModelIsListed() {
    ModelManagerDialog dialog(nullptr);
    QCOMPARE(dialog.findChild<QTreeWidget*>(QStringLiteral("models"))->topLevelItemCount(),
             static_cast<int>(knownModels().size()));
    dialog.choose(QStringLiteral("sam_vit_b_01ec64.pth"));
    const QString details = dialog.findChild<QLabel*>(QStringLiteral("details"))->text();
    QVERIFY2(details.contains(QStringLiteral(
                 "https://dl.fbaipublicfiles.com/segment_anything/sam_vit_b_01ec64.pth")),
             qPrintable(details));
    QVERIFY2(details.contains(QStringLiteral(
                 "ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912")),
             qPrintable(details));
    QVERIFY(isEnabled(dialog, "download"));
    QVERIFY(!isEnabled(dialog, "verify") && !isEnabled(dialog, "remove"));
    dialog.choose(QStringLiteral("rd64-uni-refined.pth")); // comes inside an archive
    QVERIFY(!isEnabled(dialog, "download"));
}

void ModelManagerDialogTest::anAddedFileIsHereAndCanBeVerifiedAndRemoved() {
    checkpointBytes(*folder_ / openName.toStdString());
    ModelManagerDialog dialog(nullptr);
    QSignalSpy changed(&dialog, &ModelManagerDialog::modelsChanged),
        ended(&dialog, &ModelManagerDialog::workEnded);
    dialog.addFile(QString::fromStdString((*folder_ / openName.toStdString()).string()));
    QVERIFY(!isEnabled(dialog, "add"));
    QVERIFY(ended.wait(workTime));
    QCOMPARE(changed.count(), 1);
    QVERIFY(installedModel(openName.toStdString()));
    dialog.choose(openName);
    QVERIFY(!isEnabled(dialog, "download") && isEnabled(dialog, "verify") &&
            isEnabled(dialog, "remove"));
    dialog.verify();
    QVERIFY(ended.wait(workTime));
    QVERIFY2(message(dialog).contains(QStringLiteral("intact")), qPrintable(message(dialog)));
    dialog.remove();
    QVERIFY(!installedModel(openName.toStdString()));
    QCOMPARE(changed.count(), 2);
}

void ModelManagerDialogTest::aFileOfSomethingElseShowsOneLine() {
    writeTextFile(*folder_ / "page.pth", "<html></html>");
    ModelManagerDialog dialog(nullptr);
    QSignalSpy ended(&dialog, &ModelManagerDialog::workEnded);
    dialog.addFile(QString::fromStdString((*folder_ / "page.pth").string()));
    QVERIFY(ended.wait(workTime));
    QVERIFY2(message(dialog).contains(QStringLiteral("page.pth")), qPrintable(message(dialog)));
    QVERIFY(!message(dialog).contains(QLatin1Char('\n')));
    QVERIFY(isEnabled(dialog, "add"));
}

void ModelManagerDialogTest::aDownloadEndsVerifiedAndHere() {
    const QByteArray content = checkpointBytes(*folder_ / "served.pth");
    const FileServer server(content);
    ModelManagerDialog dialog(nullptr);
    dialog.setAddressOf([&](const KnownModel&) { return server.url(); });
    dialog.choose(openName);
    QSignalSpy ended(&dialog, &ModelManagerDialog::workEnded);
    dialog.download();
    QVERIFY(ended.wait(workTime));
    const auto path = installedModel(openName.toStdString());
    QVERIFY2(path, qPrintable(message(dialog)));
    QCOMPARE(QByteArray::fromStdString(readTextFile(*path)), content);
    QVERIFY(listModels().size() == knownModels().size());
    QVERIFY(!std::filesystem::exists(path->string() + ".download"));
}

void ModelManagerDialogTest::aCancelledDownloadContinues() {
    const QByteArray content = checkpointBytes(*folder_ / "served.pth");
    FileServer server(content);
    constexpr qsizetype half = 20000;
    server.stallAfter(half);
    ModelManagerDialog dialog(nullptr);
    dialog.setAddressOf([&](const KnownModel&) { return server.url(); });
    dialog.choose(openName);
    QSignalSpy ended(&dialog, &ModelManagerDialog::workEnded);
    dialog.download();
    QTRY_VERIFY_WITH_TIMEOUT(message(dialog).contains(QStringLiteral(" of ")), workTime);
    QVERIFY(dialog.findChild<QPushButton*>(QStringLiteral("cancel"))->isVisibleTo(&dialog));
    const std::filesystem::path begun = modelFolder() / (openName.toStdString() + ".download");
    QTRY_COMPARE_WITH_TIMEOUT(QFile(QString::fromStdString(begun.string())).size(), half, workTime);
    dialog.cancel();
    QCOMPARE(ended.count(), 1);
    QVERIFY(!installedModel(openName.toStdString()));
    QCOMPARE(QFile(QString::fromStdString(begun.string())).size(), half);

    server.stallAfter(-1);
    dialog.choose(openName);
    dialog.download();
    QVERIFY(ended.wait(workTime));
    QVERIFY2(installedModel(openName.toStdString()), qPrintable(message(dialog)));
    QCOMPARE(QByteArray::fromStdString(readTextFile(*installedModel(openName.toStdString()))),
             content);
    QCOMPARE(server.ranges(), (QByteArrayList{"", QByteArray::number(half) + "-"}));
}

void ModelManagerDialogTest::aDownloadOfAnotherFileIsRefused() {
    const FileServer server(checkpointBytes(*folder_ / "served.pth"));
    ModelManagerDialog dialog(nullptr);
    dialog.setAddressOf([&](const KnownModel&) { return server.url(); });
    dialog.choose(QStringLiteral("ViT-B-16.pt")); // a published checksum, no published size
    QSignalSpy ended(&dialog, &ModelManagerDialog::workEnded);
    dialog.download();
    QVERIFY(ended.wait(workTime));
    QVERIFY2(message(dialog).contains(QStringLiteral("SHA-256")), qPrintable(message(dialog)));
    QVERIFY(!installedModel("ViT-B-16.pt"));
    QVERIFY(std::filesystem::is_empty(modelFolder()));
    dialog.choose(QStringLiteral("sam_vit_b_01ec64.pth")); // shorter than published
    dialog.download();
    QVERIFY(ended.wait(workTime));
    QVERIFY(!message(dialog).isEmpty() && !installedModel("sam_vit_b_01ec64.pth"));
}

void ModelManagerDialogTest::withoutNetworkTheMessageSaysWhatToDo() {
    QUrl closedPort;
    {
        const FileServer server(QByteArray("x"));
        closedPort = server.url();
    }
    ModelManagerDialog dialog(nullptr);
    dialog.setAddressOf([&](const KnownModel&) { return closedPort; });
    dialog.choose(openName);
    QSignalSpy ended(&dialog, &ModelManagerDialog::workEnded);
    dialog.download();
    QVERIFY(ended.wait(workTime));
    QVERIFY2(message(dialog).contains(QStringLiteral("no connection to 127.0.0.1")),
             qPrintable(message(dialog)));
    QVERIFY(isEnabled(dialog, "download"));
}

QTEST_MAIN(ModelManagerDialogTest)
#include "model_manager_dialog_test.moc"
