using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Reprise.Server.Gateway;

/// <summary>Retries and time limits of one provider, built with Polly. Off unless configured.</summary>
internal static class Resilience
{
    private static readonly TimeSpan s_retryAfterMax = TimeSpan.FromMinutes(1);

    public static ResiliencePipeline<HttpResponseMessage>? Of(ProviderOptions options, ILogger log)
    {
        if (options.Retries == 0 && options.Timeout == TimeSpan.Zero) return null;
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage>();
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(MayTryAgain(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(RetryAfter(arguments.Outcome.Result)),
                OnRetry = arguments =>
                {
                    GatewayLog.Retrying(log, arguments.AttemptNumber + 1, (int?)arguments.Outcome.Result?.StatusCode ?? 0);
                    arguments.Outcome.Result?.Dispose();
                    return default;
                },
            });
        }

        if (options.Timeout > TimeSpan.Zero) builder.AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout });
        return builder.Build();
    }

    /// <summary>Whether another try, or another provider, may do better.</summary>
    public static bool IsFailure(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static bool MayTryAgain(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { } response ? IsFailure(response.StatusCode) : outcome.Exception is HttpRequestException or TimeoutRejectedException;

    private static TimeSpan? RetryAfter(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter?.Delta is { } delta && delta <= s_retryAfterMax ? delta : null;
}
