using System.Text;
using Reprise.Cli.Backup;
using Reprise.Client;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Backup;

public sealed class RoundTripTests(BackedUp stage) : IClassFixture<BackedUp>
{
    [Fact]
    public async Task A_restored_record_is_the_one_that_was_backed_up()
    {
        (await BackupStage.BackupAsync(0, "verify", "--from", stage.Plain)).Error.ShouldContain("250 records of 2 projects in 8 files");
        var (target, folder) = await BackupStage.EmptyServerAsync();
        using var _ = folder;
        await using var __ = target;
        var run = await BackupStage.BackupAsync(0, "restore", "--from", stage.Plain, "--server", target.Url);
        run.Error.ShouldContain("default: 230 records in the backup, 230 added, 2 facts that wait for their interaction; 230 on record now.");
        foreach (var project in new[] { "default", "other" })
        {
            var before = await BackupStage.RecordsAsync(stage.Server.Http, project);
            (await BackupStage.RecordsAsync(target.Http, project)).ShouldBe(before);
            before.Count.ShouldBe(project == "default" ? 232 : 22);
        }

        var again = await BackupStage.BackupAsync(0, "restore", "--from", stage.Plain, "--server", target.Url);
        again.Error.ShouldContain("default: 230 records in the backup, 0 added, 230 were there already and stay as they are");
    }

    [Fact]
    public async Task A_data_folder_that_no_server_has_open_is_opened_for_the_command()
    {
        using var data = new TempFolder();
        using var second = new TempFolder();
        await BackupStage.BackupAsync(0, "restore", "--from", stage.Plain, "--data", data.Path, "--into", "elsewhere");
        await BackupStage.BackupAsync(0, "create", "--to", second.File("copy"), "--data", data.Path);
        (await BackupStage.BackupAsync(0, "verify", "--from", second.File("copy"))).Error.ShouldContain("250 records of 1 project");
    }

    [Theory]
    [InlineData("create", "--to")]
    [InlineData("restore", "--from")]
    public async Task A_folder_that_a_server_has_open_is_never_taken_for_that_of_another_server(string command, string place)
    {
        using var folder = new TempFolder();
        await using var open = await ServerProcess.StartAsync(folder.File("data"), []);
        var (other, empty) = await BackupStage.EmptyServerAsync();
        using var _ = empty;
        await using var __ = other;
        if (command == "restore") BackupStage.Copy(stage.Plain, folder.File("b"));
        else await BackupStage.FillAsync(open.Http, 10);

        var mistaken = await BackupStage.BackupAsync(1, command, place, folder.File("b"), "--data", folder.File("data"), "--server", other.Url);
        mistaken.Error.ShouldContain("is open in a running server, and the server at");
        var nobody = await BackupStage.BackupAsync(1, command, place, folder.File("b"), "--data", folder.File("data"), "--server", "http://127.0.0.1:1");
        nobody.Error.ShouldContain("no Reprise answers at");
        (await BackupStage.RecordsAsync(other.Http)).ShouldBeEmpty();
        (await BackupStage.RecordsAsync(open.Http)).Count.ShouldBe(command == "restore" ? 0 : 12);

        await BackupStage.BackupAsync(0, command, place, folder.File("b"), "--data", folder.File("data"), "--server", open.Url);
        if (command == "restore") (await BackupStage.RecordsAsync(open.Http)).Count.ShouldBe(232);
        else (await BackupStage.BackupAsync(0, "verify", "--from", folder.File("b"))).Error.ShouldContain("is whole: 10 records");
    }

    [Fact]
    public async Task An_unfinished_backup_goes_on_with_the_server_it_was_begun_with_alone()
    {
        using var folder = new TempFolder();
        BackupStage.Copy(stage.Plain, folder.File("b"));
        var path = Path.Combine(folder.File("b"), ManifestFile.Name);
        var (manifest, _) = ManifestFile.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), null);
        // As a kill before its last file leaves it.
        var left = manifest.Chunks.SkipLast(1).ToList();
        await File.WriteAllBytesAsync(path, ManifestFile.Write(manifest with { CompletedAt = null, Chunks = left }, null), TestContext.Current.CancellationToken);
        var (other, empty) = await BackupStage.EmptyServerAsync();
        using var __ = empty;
        await using var ___ = other;
        await BackupStage.FillAsync(other.Http, 20, "other");

        (await BackupStage.BackupAsync(1, "create", "--to", folder.File("b"), "--server", other.Url)).Error.ShouldContain("an unfinished backup of another server");
        await BackupStage.BackupAsync(0, "create", "--to", folder.File("b"), "--server", stage.Server.Url);
        (await BackupStage.BackupAsync(0, "verify", "--from", folder.File("b"))).Error.ShouldContain("is whole: 250 records");
    }

    [Fact]
    public async Task A_fact_whose_interaction_comes_while_records_are_copied_is_in_the_backup()
    {
        using var folder = new TempFolder();
        var (server, data) = await BackupStage.EmptyServerAsync();
        using var _ = data;
        await using var __ = server;
        await BackupStage.FillAsync(server.Http, 50);
        // The two facts wait for it; its time is copied already when it comes.
        const string late = """{"interaction_id":"019e0000-0000-7000-8000-000000000000","timestamp":"2026-03-13T00:00:00Z"}""";
        var pages = 0;
        using var http = new HttpClient(new BeforeEach(async request =>
        {
            if (request.RequestUri!.AbsolutePath == "/api/records" && ++pages == 2) await BackupStage.PostAsync(server.Http, "/api/interactions", late);
        })) { BaseAddress = new Uri(server.Url) };
        using (var place = new FolderPlace(folder.File("b")))
        {
            using var held = place.Lock();
            await new BackupWriter(place, project => new RepriseClient(http, project), 20, TimeProvider.System).RunAsync([], null, static _ => { }, static _ => { }, TestContext.Current.CancellationToken);
        }

        pages.ShouldBe(3);
        var (target, empty) = await BackupStage.EmptyServerAsync();
        using var ___ = empty;
        await using var ____ = target;
        await BackupStage.BackupAsync(0, "restore", "--from", folder.File("b"), "--server", target.Url);
        (await BackupStage.RecordsAsync(target.Http)).Keys.Count(id => id.StartsWith("019d0000-0000-7000-8000-", StringComparison.Ordinal)).ShouldBe(2);
    }

    private sealed class BeforeEach(Func<HttpRequestMessage, Task> act) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await act(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }

    [Fact]
    public async Task A_plain_backup_in_the_place_of_an_encrypted_one_is_refused()
    {
        using var data = new TempFolder();
        Directory.CreateDirectory(data.Path);
        foreach (var rest in new string[][] { ["verify"], ["restore", "--data", data.Path] })
            (await BackupStage.BackupAsync(1, [.. rest, "--from", stage.Plain, "--key-file", stage.KeyFile])).Error.ShouldContain("is not encrypted, so the key says nothing");
        Directory.GetFileSystemEntries(data.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_server_keeps_what_it_has_and_gets_what_is_missing()
    {
        var (target, folder) = await BackupStage.EmptyServerAsync();
        using var _ = folder;
        await using var __ = target;
        await BackupStage.FillAsync(target.Http, 100, start: 200);
        var run = await BackupStage.BackupAsync(0, "restore", "--from", stage.Plain, "--server", target.Url);
        run.Error.ShouldContain("default: 230 records in the backup, 200 added, 30 were there already and stay as they are, 2 facts that wait for their interaction; 300 on record now.");
    }

    [Fact]
    public async Task One_project_can_be_copied_alone()
    {
        using var folder = new TempFolder();
        await BackupStage.BackupAsync(0, "create", "--to", folder.File("one"), "--server", stage.Server.Url, "--project", "other");
        (await BackupStage.BackupAsync(0, "verify", "--from", folder.File("one"))).Error.ShouldContain("20 records of 1 project");
        (await BackupStage.BackupAsync(1, "create", "--to", folder.File("none"), "--server", stage.Server.Url, "--project", "nobody")).Error.ShouldContain("Nothing is on record in the project 'nobody'");
    }

    [Fact]
    public async Task An_encrypted_backup_shows_nothing_of_the_record_in_any_file()
    {
        var files = Directory.GetFiles(stage.Encrypted);
        files.Length.ShouldBe(9);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(BackupStage.Planted)).ShouldBe(-1, file);
        }

        (await BackupStage.BackupAsync(0, "verify", "--from", stage.Encrypted, "--key-file", stage.KeyFile)).Error.ShouldContain("is whole: 250 records");
        var (target, folder) = await BackupStage.EmptyServerAsync();
        using var _ = folder;
        await using var __ = target;
        await BackupStage.BackupAsync(0, "restore", "--from", stage.Encrypted, "--key-file", stage.KeyFile, "--server", target.Url);
        (await BackupStage.RecordsAsync(target.Http)).ShouldBe(await BackupStage.RecordsAsync(stage.Server.Http));
    }

    [Fact]
    public async Task A_wrong_key_and_no_key_are_told_apart()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("key"), new string('8', 64), TestContext.Current.CancellationToken);
        (await BackupStage.BackupAsync(1, "verify", "--from", stage.Encrypted, "--key-file", folder.File("key"))).Error.ShouldContain("This is not the key of that backup.");
        (await BackupStage.BackupAsync(1, "verify", "--from", stage.Encrypted)).Error.ShouldContain("The backup is encrypted; give its key");
    }

    [Fact]
    public async Task A_passphrase_works_as_a_key_does()
    {
        using var folder = new TempFolder();
        var with = new RunSettings { Environment = { ["REPRISE_BACKUP_KEY"] = "correct horse battery" } };
        var made = await Run.Here(with, "backup", "create", "--to", folder.File("b"), "--server", stage.Server.Url, "--project", "other");
        made.ExitCode.ShouldBe(0, made.Error);
        made.Error.ShouldContain("encrypted");
        (await Run.Here(with, "backup", "verify", "--from", folder.File("b"))).ExitCode.ShouldBe(0);
        var wrong = await Run.Here(new RunSettings { Environment = { ["REPRISE_BACKUP_KEY"] = "correct horse batterie" } }, "backup", "verify", "--from", folder.File("b"));
        (wrong.ExitCode, wrong.Error.Trim()).ShouldBe((1, "reprise: This is not the key of that backup."));
        (await File.ReadAllTextAsync(Path.Combine(folder.File("b"), "manifest.json"), TestContext.Current.CancellationToken)).ShouldContain("\"iterations\": 600000");
    }

    [Fact]
    public async Task What_is_recorded_while_a_backup_runs_goes_on_and_harms_nothing()
    {
        using var folder = new TempFolder();
        var (server, data) = await BackupStage.EmptyServerAsync();
        using var _ = data;
        await using var __ = server;
        await BackupStage.FillAsync(server.Http, 400);
        var before = await BackupStage.RecordsAsync(server.Http);
        using var stop = new CancellationTokenSource();
        var recorded = 0;
        var recording = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await BackupStage.FillAsync(server.Http, 5, start: 1000 + (5 * recorded++));
        });
        await Eventually.HoldsAsync("something is recorded", () => recorded > 2);
        var at = recorded;
        await BackupStage.BackupAsync(0, "create", "--to", folder.File("b"), "--server", server.Url, "--records-per-file", "20");
        await Eventually.HoldsAsync("recording went on", () => recorded > at);
        await stop.CancelAsync();
        await recording;

        var (target, empty) = await BackupStage.EmptyServerAsync();
        using var ___ = empty;
        await using var ____ = target;
        await BackupStage.BackupAsync(0, "restore", "--from", folder.File("b"), "--server", target.Url);
        var after = await BackupStage.RecordsAsync(target.Http);
        foreach (var (id, line) in before) after[id].ShouldBe(line);
    }

    [Fact]
    public async Task A_place_that_holds_something_else_is_left_alone()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("letter.txt"), "dear", TestContext.Current.CancellationToken);
        (await BackupStage.BackupAsync(1, "create", "--to", folder.Path, "--server", stage.Server.Url)).Error.ShouldContain("is not empty and holds no backup");
        Directory.GetFiles(folder.Path).ShouldBe([folder.File("letter.txt")]);
        (await BackupStage.BackupAsync(1, "create", "--to", stage.Plain, "--server", stage.Server.Url)).Error.ShouldContain("holds a complete backup");
        (await BackupStage.BackupAsync(3, "create", "--to", folder.File("b"), "--server", "http://127.0.0.1:1")).Error.ShouldContain("Cannot reach the server");
    }
}
