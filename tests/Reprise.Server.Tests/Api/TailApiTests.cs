using Microsoft.Extensions.DependencyInjection;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Server.Tests.Api;

public sealed class TailApiTests
{
    [Fact]
    public async Task What_is_stored_is_seen_by_those_whose_filter_selects_it()
    {
        await using var host = await ApiHost.StartAsync();
        using var tail = await TailAsync(host, "/api/tail?q=model:wanted");
        (await tail.Lines.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe(": watching");
        await host.IngestLinesAsync("""{"interaction_id":"a","model":"other"}""", """{"interaction_id":"b","model":"wanted","request":{"prompt":"two\nlines"}}""");
        (await NextAsync(tail.Lines)).ShouldBe("event: interaction");
        (await NextAsync(tail.Lines)).ShouldStartWith("id: ");
        var data = await NextAsync(tail.Lines);
        data.ShouldStartWith("data: {\"interaction_id\":");
        data.ShouldContain("\"model\":\"wanted\"");
    }

    [Fact]
    public async Task A_watcher_that_goes_away_is_forgotten()
    {
        await using var host = await ApiHost.StartAsync();
        var feed = host.Services.GetRequiredService<LiveFeed>();
        var tail = await TailAsync(host, "/api/tail");
        await tail.Lines.ReadLineAsync(TestContext.Current.CancellationToken);
        feed.Watchers.ShouldBe(1);
        tail.Dispose();
        await Eventually.HoldsAsync("the feed has forgotten the watcher", () => feed.Watchers == 0);
    }

    [Fact]
    public async Task A_quiet_tail_shows_that_it_is_alive()
    {
        var clock = new ManualTimeProvider();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        using var tail = await TailAsync(host, "/api/tail");
        (await NextAsync(tail.Lines)).ShouldBe(": watching");
        var next = NextAsync(tail.Lines);
        await Eventually.HoldsAsync("the comment has come", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return next.IsCompleted;
        });
        (await next).ShouldBe(": still here");
    }

    [Fact]
    public void A_slow_watcher_loses_its_oldest_items_and_they_are_counted()
    {
        var feed = new LiveFeed();
        using var watcher = feed.Subscribe("default", Store.Filter.All);
        using var elsewhere = feed.Subscribe("other", Store.Filter.All);
        for (var i = 0; i < LiveFeed.QueueCapacity + 44; i++) feed.Publish(Interaction(i));
        watcher.Dropped.ShouldBe(44);
        watcher.TryRead(out var first).ShouldBeTrue();
        first!.Name.ShouldBe("44");
        elsewhere.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_slow_watcher_is_told_that_it_lags()
    {
        await using var host = await ApiHost.StartAsync();
        var feed = host.Services.GetRequiredService<LiveFeed>();
        using var tail = await TailAsync(host, "/api/tail");
        await tail.Lines.ReadLineAsync(TestContext.Current.CancellationToken);
        // One batch of many times the queue: whatever the writer has taken meanwhile, most of it is dropped.
        await Task.Run(() =>
        {
            for (var i = 0; i < 200_000; i++) feed.Publish(Interaction(i));
        }, TestContext.Current.CancellationToken);
        string line;
        do line = await NextAsync(tail.Lines);
        while (line != "event: lagging");
        (await NextAsync(tail.Lines)).ShouldStartWith("data: {\"dropped\":");
    }

    [Fact]
    public async Task A_mistake_in_the_filter_is_a_problem_and_not_a_stream()
    {
        await using var host = await ApiHost.StartAsync();
        await host.ProblemAsync("/api/tail?q=modle:x", 400);
    }

    private static Interaction Interaction(int i) => new()
    {
        Id = InteractionId.At(DateTimeOffset.UnixEpoch.AddSeconds(i)),
        Project = "default",
        Timestamp = DateTimeOffset.UnixEpoch,
        Kind = InteractionKind.Llm,
        Status = InteractionStatus.Success,
        Dialect = "opaque",
        Name = $"{i}",
    };

    private static async Task<Tail> TailAsync(ApiHost host, string path)
    {
        var response = await host.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Tail(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    private static async Task<string> NextAsync(StreamReader lines)
    {
        string? line;
        do line = await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        while (line is "");
        return line.ShouldNotBeNull();
    }

    private sealed record Tail(HttpResponseMessage Response, StreamReader Lines) : IDisposable
    {
        public void Dispose()
        {
            Lines.Dispose();
            Response.Dispose();
        }
    }
}
