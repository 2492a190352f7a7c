using System.Diagnostics;
using System.Text.Json;
using Reprise.Cli.Backup;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

/// <summary>Command or server killed in the middle of a backup or a restore: run again, nothing is lost and nothing is doubled.</summary>
public sealed class BackupKillSpec
{
    private const int Records = 3000;
    private static readonly string[] s_perFile = ["--records-per-file", "20"];

    [Fact]
    public async Task A_backup_whose_command_is_killed_goes_on_where_it_was()
    {
        using var folder = new TempFolder();
        var place = folder.File("b");
        await using var server = await ServerProcess.StartAsync(folder.File("data"), []);
        await BackupStage.FillAsync(server.Http, Records);
        var written = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var kill = 1; kill <= 3; kill++)
        {
            using var command = Run.Start(["backup", "create", "--to", place, "--server", server.Url, .. s_perFile]);
            await Eventually.HoldsAsync("some files are written", () => command.HasExited || FilesOf(place) >= kill * 10, BackupStage.Patience);
            command.Kill();
            await command.WaitForExitAsync(TestContext.Current.CancellationToken);
            foreach (var (name, bytes) in written) (await File.ReadAllBytesAsync(Path.Combine(place, name), TestContext.Current.CancellationToken)).ShouldBe(bytes, $"{name} was not written again");
            foreach (var name in NamedBy(place)) written[name] = await File.ReadAllBytesAsync(Path.Combine(place, name), TestContext.Current.CancellationToken);
        }

        written.Count.ShouldBeInRange(10, (Records / 20) - 1, "the kills came in the middle");
        var last = await BackupStage.BackupAsync(0, ["create", "--to", place, "--server", server.Url, .. s_perFile]);
        last.Error.ShouldContain("Going on after");
        await WholeAsync(place, server);
    }

    [Fact]
    public async Task A_backup_whose_server_is_killed_goes_on_with_the_next_one()
    {
        using var folder = new TempFolder();
        var place = folder.File("b");
        var server = await ServerProcess.StartAsync(folder.File("data"), []);
        await BackupStage.FillAsync(server.Http, Records);
        using var command = Run.Start(["backup", "create", "--to", place, "--server", server.Url, .. s_perFile]);
        await Eventually.HoldsAsync("some files are written", () => command.HasExited || FilesOf(place) >= 10, BackupStage.Patience);
        server.Kill();
        var said = await command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        command.ExitCode.ShouldBe(3, said);
        said.ShouldContain("is not finished; the same command goes on with it");
        await server.DisposeAsync();

        await using var next = await ServerProcess.StartAsync(folder.File("data"), []);
        await BackupStage.BackupAsync(0, ["create", "--to", place, "--server", next.Url, .. s_perFile]);
        await WholeAsync(place, next);
    }

    [Theory]
    [InlineData("command")]
    [InlineData("server")]
    public async Task A_restore_that_is_killed_goes_on_where_it_was(string victim)
    {
        using var folder = new TempFolder();
        var place = folder.File("b");
        SortedDictionary<string, string> expected;
        await using (var source = await ServerProcess.StartAsync(folder.File("source"), []))
        {
            await BackupStage.FillAsync(source.Http, Records);
            expected = await BackupStage.RecordsAsync(source.Http);
            await BackupStage.BackupAsync(0, ["create", "--to", place, "--server", source.Url, .. s_perFile]);
        }

        var server = await ServerProcess.StartAsync(folder.File("target"), []);
        using (var command = Run.Start("backup", "restore", "--from", place, "--server", server.Url))
        {
            await Eventually.HoldsAsync("some files are restored", async () => command.HasExited || (await BackupStage.RecordsAsync(server.Http)).Count > 100, BackupStage.Patience);
            command.HasExited.ShouldBeFalse();
            if (victim == "command") command.Kill();
            else server.Kill();
            var said = await command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await command.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (victim == "server") said.ShouldContain("the restore is not finished; the same command goes on with it");
        }

        var url = server.Url;
        if (victim == "server")
        {
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(folder.File("target"), [], url);
        }

        await using var _ = server;
        (await BackupStage.RecordsAsync(server.Http)).Count.ShouldBeLessThan(expected.Count, "the kill came in the middle");
        var run = await BackupStage.BackupAsync(0, "restore", "--from", place, "--server", url);
        run.Error.ShouldContain("were there already and stay as they are");
        (await BackupStage.RecordsAsync(server.Http)).ShouldBe(expected);
        Directory.GetFiles(place).ShouldAllBe(file => file.EndsWith(".jsonl.br", StringComparison.Ordinal) || file.EndsWith(ManifestFile.Name, StringComparison.Ordinal), "a restore writes nothing beside the backup");
    }

    [Fact]
    public async Task A_restore_again_brings_back_what_the_server_lost_since_whatever_else_it_has()
    {
        using var folder = new TempFolder();
        await using var source = await ServerProcess.StartAsync(folder.File("source"), []);
        await BackupStage.FillAsync(source.Http, Records);
        await BackupStage.BackupAsync(0, ["create", "--to", folder.File("b"), "--server", source.Url, .. s_perFile]);
        var data = folder.File("target");
        string url;
        await using (var target = await ServerProcess.StartAsync(data, []))
        {
            url = target.Url;
            using var command = Run.Start("backup", "restore", "--from", folder.File("b"), "--server", url);
            await Eventually.HoldsAsync("some files are restored", async () => command.HasExited || (await BackupStage.RecordsAsync(target.Http)).Count > 100, BackupStage.Patience);
            command.Kill();
            await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // As after a snapshot of another day: the same address, as many records of that time, and none of those that were restored.
        Directory.Delete(data, recursive: true);
        await using var rolledBack = await ServerProcess.StartAsync(data, [], url);
        var others = Enumerable.Range(0, 1000).Select(i => $$"""{"interaction_id":"own-{{i}}","timestamp":"{{new DateTimeOffset(2026, 3, 14, 0, 0, 0, TimeSpan.Zero).AddSeconds(i * 0.5):O}}"}""");
        await BackupStage.PostAsync(rolledBack.Http, "/api/interactions", string.Join('\n', others));
        var run = await BackupStage.BackupAsync(0, "restore", "--from", folder.File("b"), "--server", url);
        run.Error.ShouldContain($"{Records:N0} records in the backup, {Records:N0} added");
        var found = await BackupStage.RecordsAsync(rolledBack.Http);
        foreach (var (id, line) in await BackupStage.RecordsAsync(source.Http)) found[id].ShouldBe(line);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_backup_that_can_be_gone_on_with()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are sent with kill.");
        using var folder = new TempFolder();
        var place = folder.File("b");
        await using var server = await ServerProcess.StartAsync(folder.File("data"), []);
        await BackupStage.FillAsync(server.Http, Records);
        using var command = Run.Start(["backup", "create", "--to", place, "--server", server.Url, .. s_perFile]);
        await Eventually.HoldsAsync("some files are written", () => command.HasExited || FilesOf(place) >= 5, BackupStage.Patience);
        using var kill = Process.Start("kill", ["-INT", command.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        (await command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("the same command goes on with it");
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        command.ExitCode.ShouldBe(130);
        await BackupStage.BackupAsync(0, ["create", "--to", place, "--server", server.Url, .. s_perFile]);
        await WholeAsync(place, server);
    }

    /// <summary>The backup verifies, and what it brings back is what the server has.</summary>
    private static async Task WholeAsync(string place, ServerProcess source)
    {
        await BackupStage.BackupAsync(0, "verify", "--from", place);
        var (target, folder) = await BackupStage.EmptyServerAsync();
        using var _ = folder;
        await using var __ = target;
        var run = await BackupStage.BackupAsync(0, "restore", "--from", place, "--server", target.Url);
        run.Error.ShouldContain($"default: {Records:N0} records in the backup, {Records:N0} added");
        (await BackupStage.RecordsAsync(target.Http)).ShouldBe(await BackupStage.RecordsAsync(source.Http));
    }

    private static int FilesOf(string place) => Directory.Exists(place) ? Directory.GetFiles(place, "*.jsonl.br").Length : 0;

    private static IReadOnlyList<string> NamedBy(string place)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(place, ManifestFile.Name)));
        return [.. manifest.RootElement.GetProperty("chunks").EnumerateArray().Select(chunk => chunk.GetProperty("file").GetString()!)];
    }
}
