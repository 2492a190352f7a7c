using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Reprise.Embeddings;

namespace Reprise.Server.Cache.Embedders;

/// <summary>
/// Keeps a model that others run from slowing requests down: one text waits for so long and no longer, and after a few failures in a row nobody waits at all for
/// a while. Several texts at once are no request's and may take longer.
/// </summary>
internal sealed partial class GuardedEmbedder : IEmbedder, IDisposable
{
    /// <summary>Failures within <see cref="s_sampling"/>, when at least half of the tries fail, before nobody is sent any more.</summary>
    public const int Failures = 3;

    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_sampling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_batchTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Whoever stops waiting after this much has been kept waiting by the model, and it counts as a failure of the model.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly IEmbedder _inner;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _one;
    private readonly ResiliencePipeline _several;

    public GuardedEmbedder(IEmbedder inner, TimeSpan timeout, TimeProvider time, ILogger log)
    {
        (_inner, _time) = (inner, time);
        _one = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = .5,
                MinimumThroughput = Failures,
                SamplingDuration = s_sampling,
                BreakDuration = Pause,
                StateProvider = _breaker,
                OnOpened = arguments =>
                {
                    Log.Failing(log, inner.Identity.Name, Pause.TotalSeconds, Why(arguments.Outcome.Exception));
                    return default;
                },
                OnClosed = _ =>
                {
                    Log.Answering(log, inner.Identity.Name);
                    return default;
                },
            })
            .AddTimeout(timeout)
            .Build();
        _several = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(s_batchTimeout).Build();
    }

    public EmbedderIdentity Identity => _inner.Identity;

    public int LongestText => _inner.LongestText;

    /// <summary>Whether it failed too often to be asked; false again once it has answered.</summary>
    public bool IsPaused => _breaker.CircuitState != CircuitState.Closed;

    /// <exception cref="EmbedderException">Also when the time is up, or when the model has failed too often to be asked now.</exception>
    public async ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken)
    {
        try
        {
            if (texts.Length > 1) await _several.ExecuteAsync(token => _inner.EmbedAsync(texts, vectors, token), cancellationToken);
            else await _one.ExecuteAsync(token => EmbedOneAsync(texts, vectors, token, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is TimeoutRejectedException or BrokenCircuitException)
        {
            throw new EmbedderException(Why(e), e);
        }
        catch (KeptWaitingException e)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    public void Dispose() => (_inner as IDisposable)?.Dispose();

    private async ValueTask EmbedOneAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken token, CancellationToken caller)
    {
        var began = _time.GetTimestamp();
        try
        {
            await _inner.EmbedAsync(texts, vectors, token);
        }
        catch (OperationCanceledException e) when (caller.IsCancellationRequested && _time.GetElapsedTime(began) >= s_patience)
        {
            throw new KeptWaitingException(e);
        }
    }

    private static string Why(Exception? exception) => exception switch
    {
        TimeoutRejectedException => "The embedder does not answer in time.",
        BrokenCircuitException => "The embedder failed too often to be asked now.",
        EmbedderException or KeptWaitingException => exception.Message,
        _ => exception?.GetType().Name ?? "",
    };

    /// <summary>A cancellation that the breaker is to count.</summary>
    private sealed class KeptWaitingException(Exception inner) : Exception("The embedder did not answer before its caller stopped waiting.", inner);

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "Embedder {Embedder} fails; reworded questions are misses and it is not asked for {Seconds} s: {Reason}")]
        public static partial void Failing(ILogger log, string embedder, double seconds, string reason);

        [LoggerMessage(2102, LogLevel.Information, "Embedder {Embedder} answers again")]
        public static partial void Answering(ILogger log, string embedder);
    }
}
