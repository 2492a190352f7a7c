using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.EndToEnd.Tests.Stores;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Durability;

/// <summary>A data folder belongs to one server at a time.</summary>
public sealed class DataFolderTests
{
    [Fact]
    public async Task A_second_server_on_a_data_folder_is_refused_until_the_first_is_gone()
    {
        using var folder = new TempFolder();
        await using var first = await ServerProcess.StartAsync(folder.Path, []);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => ServerProcess.StartAsync(folder.Path, []));
        refusal.Message.ShouldContain("is in use by another Reprise");

        first.Kill();
        await using var second = await ServerProcess.StartAsync(folder.Path, []);
        (await second.Http.GetAsync("/health/live", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_journal_belongs_to_one_server_though_its_database_takes_several()
    {
        await using var stage = await PostgresStage.StartAsync();
        var folder = stage.NewFolder();
        await using var first = await stage.ServeAsync(folder);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => stage.ServeAsync(folder));
        refusal.Message.ShouldContain("is in use by another Reprise");
        // A backup that reaches nobody at its address must not begin a server of its own on that journal.
        using var place = new TempFolder();
        var backup = await Run.Here(
            "backup", "create", "--to", place.File("b"), "--data", folder, "--server", "http://127.0.0.1:1",
            "--set", "Storage:Engine=postgres", "--set", $"Storage:Postgres:ConnectionString={stage.Connection}");
        (backup.ExitCode, backup.Error).ShouldSatisfyAllConditions(r => r.ExitCode.ShouldBe(1), r => r.Error.ShouldContain("is open in a running server, and no Reprise answers"));

        await using var second = await stage.ServeAsync(stage.NewFolder());
        first.Kill();
        await using var next = await stage.ServeAsync(folder);
        (await next.Http.GetAsync("/health/live", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
