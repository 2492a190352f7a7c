using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>What was erased after a backup was made does not come back by that backup, not even on a server that knows nothing.</summary>
public sealed class ErasedTests
{
    [Fact]
    public async Task An_older_backup_brings_nothing_back_where_the_erased_ids_are_known()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(folder.File("data"), []);
        await BackupStage.FillAsync(server.Http, 14);
        await BackupStage.BackupAsync(0, "create", "--to", folder.File("old"), "--server", server.Url);
        (await Run.Here("erase", "--user", $"{BackupStage.Planted}-3", "--yes", "--server", server.Url)).ExitCode.ShouldBe(0);
        var kept = folder.File("erased.json");
        (await Run.Here("erase", "export", "--out", kept, "--server", server.Url)).ExitCode.ShouldBe(0);
        (await File.ReadAllTextAsync(kept)).ShouldNotContain(BackupStage.Planted);
        await BackupStage.BackupAsync(0, "create", "--to", folder.File("new"), "--server", server.Url);
        var left = await BackupStage.RecordsAsync(server.Http);
        left.Count.ShouldBe(14, "two of the sixteen, facts included, are gone");

        // 1. With the file that was kept outside.
        var (first, firstFolder) = await BackupStage.EmptyServerAsync();
        using var _ = firstFolder;
        await using var __ = first;
        var run = await BackupStage.BackupAsync(0, "restore", "--from", folder.File("old"), "--erasures", kept, "--server", first.Url);
        run.Error.ShouldContain("2 erased interactions are known to the server now and stay out.");
        (await BackupStage.RecordsAsync(first.Http)).ShouldBe(left);

        // 2. With what the newer backup says, into a project of another name too.
        var (second, secondFolder) = await BackupStage.EmptyServerAsync();
        using var ___ = secondFolder;
        await using var ____ = second;
        await BackupStage.BackupAsync(0, "restore", "--from", folder.File("new"), "--server", second.Url);
        await BackupStage.BackupAsync(0, "restore", "--from", folder.File("old"), "--server", second.Url);
        await BackupStage.BackupAsync(0, "restore", "--from", folder.File("old"), "--into", "elsewhere", "--server", second.Url);
        (await BackupStage.RecordsAsync(second.Http)).ShouldBe(left);
        (await BackupStage.RecordsAsync(second.Http, "elsewhere")).Count.ShouldBe(left.Count);
    }
}
