// SPDX-License-Identifier: Apache-2.0
// One file from the network: what an earlier attempt left is kept and continued, cancelling keeps
// what has come so far.
#pragma once

#include <QFile>
#include <QObject>
#include <QUrl>

#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace cleave::ui {

class Download : public QObject {
    Q_OBJECT

public:
    explicit Download(QObject* parent = nullptr);
    ~Download() override;

    /// Fetches `url` into `file`, after the bytes that are there already. expectedBytes: 0 where
    /// the size is not known. An earlier download of this object ends as if cancelled.
    void start(const QUrl& url, const QString& file, qint64 expectedBytes);
    /// Neither finished() nor failed() comes after it.
    void cancel();

    bool isRunning() const;

Q_SIGNALS:
    /// total: 0 where nobody knows.
    void progressed(qint64 done, qint64 total);
    void finished();
    /// One translated line.
    void failed(const QString& message);

private:
    void request();
    void takeBytes();
    bool beginBody();
    void end();
    void fail(const QString& message);
    QString describe(const QNetworkReply& reply) const;

    std::unique_ptr<QNetworkAccessManager> network_;
    QNetworkReply* reply_ = nullptr;
    QFile file_;
    QUrl url_;
    qint64 expectedBytes_ = 0;
    bool hasBegun_ = false; ///< the answer's first bytes are here and fit what was asked for
};

} // namespace cleave::ui
