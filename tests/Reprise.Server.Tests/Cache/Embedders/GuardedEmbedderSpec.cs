using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Embeddings;
using Reprise.Server.Cache.Embedders;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Embedders;

public sealed class GuardedEmbedderSpec
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_slow_model_is_waited_for_so_long_and_then_not_asked_at_all()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        upstream.Instead = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        using var embedder = Guarded(upstream.Options(), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < GuardedEmbedder.Failures; i++) (await RefusedAsync(embedder)).ShouldContain("in time");
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));

        (await RefusedAsync(embedder)).ShouldContain("too often");
        // A time that was up while the connection was made left nothing behind.
        upstream.Requests.Count.ShouldBeLessThanOrEqualTo(GuardedEmbedder.Failures);
    }

    [Fact]
    public async Task A_model_that_is_down_is_asked_again_after_a_pause_and_used_once_it_answers()
    {
        var time = new ManualTimeProvider();
        await using var upstream = await EmbeddingUpstream.StartAsync();
        var isDown = true;
        upstream.Instead = context =>
        {
            if (isDown) context.Response.StatusCode = 503;
            return Task.FromResult(isDown);
        };
        using var embedder = Guarded(upstream.Options(), time);
        for (var i = 0; i < 10; i++) await RefusedAsync(embedder);
        upstream.Requests.Count.ShouldBe(GuardedEmbedder.Failures);

        time.Advance(GuardedEmbedder.Pause + TimeSpan.FromSeconds(1));
        (await RefusedAsync(embedder)).ShouldContain("503");
        (await RefusedAsync(embedder)).ShouldContain("too often");

        isDown = false;
        time.Advance(GuardedEmbedder.Pause + TimeSpan.FromSeconds(1));
        var vector = new float[3];
        for (var i = 0; i < 10; i++) await embedder.EmbedAsync(new[] { "abc" }, vector, TestContext.Current.CancellationToken);
        vector.ShouldBe(OpenAiEmbedderSpec.Unit("abc"), 1e-6);
    }

    [Fact]
    public async Task A_caller_that_leaves_is_no_failure_of_the_model()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        using var arrived = new SemaphoreSlim(0);
        var hangs = true;
        upstream.Instead = async context =>
        {
            arrived.Release();
            if (hangs) await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return false;
        };
        using var embedder = Guarded(upstream.Options(), TimeProvider.System, TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2 * GuardedEmbedder.Failures; i++)
        {
            using var leaving = new CancellationTokenSource();
            var asked = embedder.EmbedAsync(new[] { "abc" }, new float[3], leaving.Token).AsTask();
            await arrived.WaitAsync(TestContext.Current.CancellationToken);
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => asked);
        }

        hangs = false;
        await embedder.EmbedAsync(new[] { "abc" }, new float[3], TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_model_that_keeps_callers_waiting_until_they_leave_is_not_asked_any_more()
    {
        var time = new ManualTimeProvider();
        await using var upstream = await EmbeddingUpstream.StartAsync();
        using var arrived = new SemaphoreSlim(0);
        upstream.Instead = async context =>
        {
            arrived.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        using var embedder = Guarded(upstream.Options(), time);
        for (var i = 0; i < GuardedEmbedder.Failures; i++)
        {
            using var leaving = new CancellationTokenSource();
            var asked = embedder.EmbedAsync(new[] { "abc" }, new float[3], leaving.Token).AsTask();
            await arrived.WaitAsync(TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => asked);
        }

        (await RefusedAsync(embedder)).ShouldContain("too often");
    }

    [Fact]
    public async Task Many_texts_at_once_may_take_longer_than_one()
    {
        await using var upstream = await EmbeddingUpstream.StartAsync();
        upstream.Instead = async _ =>
        {
            await Task.Delay(3 * s_short);
            return false;
        };
        using var embedder = Guarded(upstream.Options(), TimeProvider.System);
        await RefusedAsync(embedder);
        await embedder.EmbedAsync(new[] { "a", "b" }, new float[6], TestContext.Current.CancellationToken);
    }

    private static GuardedEmbedder Guarded(EmbedderOptions options, TimeProvider time, TimeSpan? timeout = null) =>
        new(new OpenAiEmbedder(options), timeout ?? (time is ManualTimeProvider ? TimeSpan.FromMinutes(1) : s_short), time, NullLogger.Instance);

    private static async Task<string> RefusedAsync(GuardedEmbedder embedder) =>
        (await Should.ThrowAsync<EmbedderException>(async () => await embedder.EmbedAsync(new[] { "abc" }, new float[3], TestContext.Current.CancellationToken))).Message;
}
