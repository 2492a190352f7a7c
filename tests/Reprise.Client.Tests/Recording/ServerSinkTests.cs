using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reprise.Client.Recording;
using Reprise.Client.Sqlite;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Client.Tests.Recording;

public sealed class ServerSinkTests
{
    [Fact]
    public async Task What_is_recorded_is_on_the_server_and_what_it_refuses_is_counted()
    {
        await using var server = await RealServer.StartAsync();
        await using var recorder = new Recorder(new ServerSink(server.Url));
        for (var i = 0; i < 50; i++) recorder.Record(RecorderTests.Command(i) with { SessionId = "s", UserId = "u" });
        recorder.Record(RecorderTests.Command(50) with { Status = "no such status" });
        (await recorder.FlushAsync()).ShouldBeTrue();

        var all = await server.AllAsync();
        all.Count.ShouldBe(50);
        all.ShouldAllBe(i => i.SessionId == "s" && i.Kind == InteractionKind.CliCommand);
        recorder.Counters.Refused.ShouldBe(1);
        RecorderTests.AddsUp(recorder.Counters);
    }

    [Fact]
    public async Task A_batch_of_which_nothing_can_be_read_is_refused_and_not_sent_for_ever()
    {
        await using var server = await RealServer.StartAsync();
        await using var recorder = new Recorder(new ServerSink(server.Url));
        for (var i = 0; i < 5; i++) recorder.Record(RecorderTests.Command(i) with { Status = "none" });
        (await recorder.FlushAsync()).ShouldBeTrue();
        recorder.Counters.Refused.ShouldBe(5);
    }

    [Fact]
    public void What_waits_for_one_server_and_project_has_a_folder_of_its_own()
    {
        static string? Folder(string server, string project) => new RepriseBuilder().ToServer(new Uri(server), project).Options.SpillFolder;
        new[] { Folder("http://a", "x"), Folder("http://a", "y"), Folder("http://b", "x"), Folder("http://a", "x") }.Distinct().Count().ShouldBe(3);
        new RepriseBuilder().Configure(static options => options.SpillFolder = "").ToServer(new Uri("http://a")).Options.SpillFolder.ShouldBe("");
    }

    [Fact]
    public async Task A_flush_after_the_end_says_whether_anything_was_lost()
    {
        var recorder = new Recorder(new ScriptedSink { Script = static (_, _, _) => throw new HttpRequestException("away") }, new RecorderOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(200) });
        recorder.Record(RecorderTests.Command(1)).ShouldBeTrue();
        await recorder.DisposeAsync();
        recorder.Counters.Lost.ShouldBe(1);
        (await recorder.FlushAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_goes_away_and_comes_back_has_everything_once()
    {
        using var folder = new TempFolder();
        await using var server = await RealServer.StartAsync();
        await using var recorder = new Recorder(new ServerSink(server.Url), new RecorderOptions { SpillFolder = folder.Path, FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(100), FlushInterval = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 100; i++) recorder.Record(RecorderTests.Command(i));
        await recorder.FlushAsync();
        await server.GoAwayAsync();
        for (var i = 100; i < 300; i++) recorder.Record(RecorderTests.Command(i));
        await Eventually.HoldsAsync("the rest waits on disk", () => recorder.Counters is { IsAway: true, OnDisk: 200 });
        await server.ComeBackAsync();
        await Eventually.HoldsAsync("all are sent", () => recorder.Counters.Sent == 300);
        (await server.AllAsync()).Select(i => i.Name).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 300).Select(i => $"c{i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_sent_twice_is_stored_once()
    {
        await using var server = await RealServer.StartAsync();
        var sink = new ServerSink(server.Url);
        var first = true;
        var stubborn = new ScriptedSink
        {
            // The answer is lost after the server has stored it.
            Script = async (_, lines, token) =>
            {
                var refused = await sink.WriteAsync(lines, token);
                if (!first) return refused;
                first = false;
                throw new IOException("the answer broke off");
            },
        };
        await using var recorder = new Recorder(stubborn, new RecorderOptions { FirstRetry = TimeSpan.FromMilliseconds(10) });
        for (var i = 0; i < 20; i++) recorder.Record(RecorderTests.Command(i));
        await Eventually.HoldsAsync("the second try is taken", () => recorder.Counters.Sent == 20);
        (await server.AllAsync()).Count.ShouldBe(20);
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_stops_has_sent_everything()
    {
        await using var server = await RealServer.StartAsync();
        var services = new ServiceCollection().AddReprise(reprise => reprise.ToServer(server.Url).Configure(options => (options.SpillFolder, options.FlushInterval) = ("", TimeSpan.FromHours(1))));
        await using var provider = services.BuildServiceProvider();
        var hosted = provider.GetServices<IHostedService>().ToList();
        foreach (var service in hosted) await service.StartAsync(CancellationToken.None);
        for (var i = 0; i < 500; i++) provider.GetRequiredService<IRecorder>().Record(RecorderTests.Command(i)).ShouldBeTrue();
        foreach (var service in hosted) await service.StopAsync(CancellationToken.None);
        (await server.AllAsync()).Count.ShouldBe(500);
    }

    [Fact]
    public async Task A_host_that_has_no_time_puts_on_disk_what_it_cannot_send()
    {
        using var folder = new TempFolder();
        var never = new TaskCompletionSource<int>();
        var services = new ServiceCollection().AddReprise(reprise => reprise.To(_ => new ScriptedSink { Script = (_, _, _) => never.Task }).Configure(options => options.SpillFolder = folder.Path));
        await using var provider = services.BuildServiceProvider();
        var recorder = provider.GetRequiredService<Recorder>();
        for (var i = 0; i < 500; i++) recorder.Record(RecorderTests.Command(i));
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var began = TimeProvider.System.GetTimestamp();
        await provider.GetServices<IHostedService>().Single().StopAsync(limit.Token);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        recorder.Counters.OnDisk.ShouldBe(500);
        recorder.Counters.Lost.ShouldBe(0);
    }

    [Fact]
    public void A_container_that_is_disposed_without_awaiting_does_not_fail()
    {
        var sink = new ScriptedSink();
        using (var provider = new ServiceCollection().AddReprise(reprise => reprise.To(_ => sink)).BuildServiceProvider()) provider.GetRequiredService<IRecorder>().Record(RecorderTests.Command(1));
        sink.Names.ShouldBe(["c1"]);
    }

    [Fact]
    public void A_mistake_in_the_options_is_told_where_it_was_made() =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddReprise(reprise => reprise.Configure(options => options.Capacity = 0)));

    [Fact]
    public async Task An_SQLite_file_takes_records_without_a_server()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "own.db");
        var record = RecorderTests.Command(1) with
        {
            Kind = "llm", Provider = "openai", Model = "gpt-4o", Request = new RequestDocument { Prompt = "how are you" }, Response = new ResponseDocument { Content = "well" },
            Metrics = new MetricsDocument { PromptTokens = 1000, CompletionTokens = 100 },
        };
        await using (var provider = new ServiceCollection().AddReprise(reprise => reprise.ToSqlite(path)).BuildServiceProvider())
        {
            provider.GetRequiredService<IRecorder>().Record(record);
            provider.GetRequiredService<IRecorder>().Record(RecorderTests.Command(2) with { Status = "none" });
            await provider.GetRequiredService<Recorder>().FlushAsync();
            provider.GetRequiredService<Recorder>().Counters.Refused.ShouldBe(1);
        }

        await using var sink = new SqliteSink(path);
        var stored = (await sink.Store.ReadAsync(new InteractionQuery { Project = Projects.Default }, CancellationToken.None)).Items.Single();
        stored.Interaction.PromptPreview.ShouldBe("how are you");
        stored.Interaction.CostUsd.ShouldNotBeNull();
    }
}
