using System.Runtime.CompilerServices;
using System.Text;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>Each build restores the backups that released builds made. They are never written anew; a new format gets a folder of its own.</summary>
public sealed class ReleasedBackupTests
{
    private const string Key = "7272657072697365207465737420006b7272657072697365207465737420006b";

    [Theory]
    [InlineData("backup-v1")]
    [InlineData("backup-v1-encrypted")]
    public async Task A_backup_of_a_released_build_is_restored_as_it_was(string name)
    {
        var folder = Path.Combine(Released(), name);
        if (!Directory.Exists(folder) && !Need.InCi && Environment.GetEnvironmentVariable("REPRISE_UPDATE_GOLDENS") == "1") await MakeAsync(name, folder);
        using var key = new TempFolder();
        await File.WriteAllTextAsync(key.File("key"), Key, TestContext.Current.CancellationToken);
        string[] secret = name.EndsWith("encrypted", StringComparison.Ordinal) ? ["--key-file", key.File("key")] : [];
        using var copy = new TempFolder();
        BackupStage.Copy(folder, copy.File("b"));
        var (target, empty) = await BackupStage.EmptyServerAsync();
        using var _ = empty;
        await using var __ = target;
        await BackupStage.BackupAsync(0, ["restore", "--from", copy.File("b"), "--server", target.Url, .. secret]);
        var found = await BackupStage.RecordsAsync(target.Http);
        Golden.Matches("released/backup-v1.jsonl", string.Join('\n', found.Values));
    }

    private static async Task MakeAsync(string name, string folder)
    {
        using var temp = new TempFolder();
        await using var server = await ServerProcess.StartAsync(temp.File("data"), []);
        await BackupStage.FillAsync(server.Http, 12);
        await File.WriteAllTextAsync(temp.File("key"), Key, Encoding.ASCII);
        string[] secret = name.EndsWith("encrypted", StringComparison.Ordinal) ? ["--key-file", temp.File("key")] : [];
        await BackupStage.BackupAsync(0, ["create", "--to", folder, "--server", server.Url, "--records-per-file", "5", .. secret]);
    }

    private static string Released([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Goldens", "released");
}
