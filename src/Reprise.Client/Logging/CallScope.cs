using System.Collections;
using Microsoft.Extensions.Logging;
using Reprise.Client.Recording;

namespace Reprise.Client.Logging;

/// <summary>Logging scopes that say which recorded call a line belongs to.</summary>
public static class CallScope
{
    /// <summary>
    /// Opens a logging scope with the ids of what is open in <see cref="RecordScope.Current"/>: <c>reprise.session</c>, <c>reprise.trace</c>, <c>reprise.span</c>. Null when
    /// nothing is. Every provider that writes scopes then writes them with each line.
    /// </summary>
    public static IDisposable? BeginCallScope(this ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return RecordScope.Current is { } scope ? logger.BeginScope(new Values(null, scope.SessionId, scope.TraceId, scope.SpanId)) : null;
    }

    /// <summary>The same of one call, with its <c>reprise.interaction</c>.</summary>
    public static IDisposable? BeginCallScope(this ILogger logger, CallRecord call)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(call);
        return logger.BeginScope(new Values(call, call.SessionId, call.TraceId, call.SpanId));
    }

    private sealed class Values(CallRecord? call, string? session, string? trace, string? span) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private KeyValuePair<string, object?>[]? _all;

        /// <summary>Made when a line is written with it, which for most calls never happens.</summary>
        private KeyValuePair<string, object?>[] All => _all ??= [.. Pairs().Where(static pair => pair.Value is not null)];

        public int Count => All.Length;
        public KeyValuePair<string, object?> this[int index] => All[index];
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)All).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public override string ToString() => string.Join(' ', All.Select(static pair => $"{pair.Key}:{pair.Value}"));

        private IEnumerable<KeyValuePair<string, object?>> Pairs()
        {
            yield return new("reprise.interaction", call?.InteractionId.ToString());
            yield return new("reprise.session", session);
            yield return new("reprise.trace", trace);
            yield return new("reprise.span", span);
        }
    }
}
