using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>A server with records in two projects, a plain and an encrypted backup of it. Read only; tests that damage a backup copy it first.</summary>
public sealed class BackedUp : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServerProcess? _server;

    internal ServerProcess Server => _server!;
    internal string Plain => _folder.File("plain");
    internal string Encrypted => _folder.File("encrypted");
    internal string KeyFile => _folder.File("key");

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder.File("data"), []);
        await BackupStage.FillAsync(_server.Http, 230);
        await BackupStage.FillAsync(_server.Http, 20, "other", start: 5000);
        await File.WriteAllTextAsync(KeyFile, new string('7', 64));
        await BackupStage.BackupAsync(0, "create", "--to", Plain, "--server", _server.Url, "--records-per-file", "50");
        await BackupStage.BackupAsync(0, "create", "--to", Encrypted, "--server", _server.Url, "--records-per-file", "50", "--key-file", KeyFile);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }
}
