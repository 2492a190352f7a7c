using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reprise.Client.Logging;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.AspNetCore;

/// <summary>Sees requests come and answers go. Whatever happens here, the application answers as without it.</summary>
internal sealed class RequestRecordingMiddleware(
    RequestDelegate next, IRecorder recorder, IOptions<RequestRecordingOptions> options, ILogger<RequestRecordingMiddleware> log, TimeProvider? time = null)
{
    internal static readonly object OmittedKey = new();
    internal static readonly object RecordKey = new();

    private readonly RequestRecordingOptions _options = options.Value;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsWanted(context))
        {
            await next(context);
            return;
        }

        // 1. Whose it is, and what called it.
        var (trace, span) = CallerOf(context);
        using var caller = RecordScope.Begin(sessionId: SessionOf(context), traceId: trace, spanId: span);
        var record = CallRecord.Begin(recorder, _time, InteractionKind.ApiRequest);
        context.Items[RecordKey] = record;
        // Where this stands behind authentication, what the handler records is theirs too.
        if (_options.User is { } user) record.UserId ??= Ask(context, user, null);
        var said = CallLog.Begin();
        var bodies = _options.BodyBytes > 0 ? RequestBodies.Watch(context, _options.BodyBytes) : null;

        // 2. The application, with what it records in turn as children.
        using var scope = record.Open();
        using var lines = log.BeginCallScope(record);
        try
        {
            await next(context);
            if (bodies is not null) await bodies.FlushAsync();
        }
        catch (Exception e) when (Threw(context, record, said, bodies, e))
        {
            throw;
        }
        finally
        {
            bodies?.Restore(context);
        }

        // 3. What became of it.
        Complete(context, record, said, bodies, null);
    }

    /// <summary>The host's activity stands for this request, so its parent is ours. A host nobody listens to has none, and the header says it.</summary>
    private static (string? Trace, string? Span) CallerOf(HttpContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity) return (activity.TraceId.ToHexString(), activity.ParentSpanId == default ? null : activity.ParentSpanId.ToHexString());
        return ActivityContext.TryParse(context.Request.Headers.TraceParent, null, out var remote) ? (remote.TraceId.ToHexString(), remote.SpanId.ToHexString()) : default;
    }

    private bool Threw(HttpContext context, CallRecord record, CallLog said, RequestBodies? bodies, Exception exception)
    {
        Complete(context, record, said, bodies, exception);
        return false;
    }

    private void Complete(HttpContext context, CallRecord record, CallLog said, RequestBodies? bodies, Exception? exception)
    {
        if (context.Items.ContainsKey(OmittedKey) || context.GetEndpoint()?.Metadata.GetMetadata<NotRecordedAttribute>() is not null) return;
        try
        {
            bodies?.Fill(context, record);
            record.Metadata = said.End(record.Metadata);
            Describe(context, record);
        }
#pragma warning disable CA1031 // The boundary: a hook of the application that throws must break neither its answer nor what is known of it.
        catch (Exception e)
        {
            record.RecordError = $"a hook threw {e.GetType().Name}";
        }
#pragma warning restore CA1031

        // An exception before the first byte becomes a 500, whoever writes it.
        record.HttpStatus = exception is null || context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError;
        var (status, code, message) = Outcome(context, record.HttpStatus.Value, exception);
        if (status == InteractionStatus.Cancelled && !context.Response.HasStarted) record.HttpStatus = StatusCodes.Status499ClientClosedRequest;
        record.Complete(status, code, message);
    }

    private (InteractionStatus Status, string? Code, string? Message) Outcome(HttpContext context, int status, Exception? exception)
    {
        var (name, message) = (exception?.GetType().Name, _options.RecordErrorMessages ? exception?.Message : null);
        if (context.RequestAborted.IsCancellationRequested && context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested is not true) return (InteractionStatus.Cancelled, name ?? "client_gone", message);
        if (exception is TimeoutException or OperationCanceledException || status is StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout) return (InteractionStatus.Timeout, name ?? FormattableString.Invariant($"http_{status}"), message);
        if (exception is not null) return (InteractionStatus.Error, name, message);
        return status >= _options.ErrorsFrom ? (InteractionStatus.Error, FormattableString.Invariant($"http_{status}"), null) : (InteractionStatus.Success, null, null);
    }

    private void Describe(HttpContext context, CallRecord record)
    {
        var request = context.Request;
        // What no route answers has no name of its own: whoever tries a thousand paths does not make a thousand names.
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern ? pattern.StartsWith('/') ? pattern : "/" + pattern : null;
        record.Name = $"{request.Method} {route ?? "(no route)"}";
        var path = _options.RecordPaths ? request.PathBase.Add(request.Path).Value : route;
        if (path is not null) record.Operation = $"{request.Method} {path}";
        if (_options.RecordQueries && RecordableQuery.Of(request.QueryString.Value) is { } query) record.Request = (record.Request ?? new RequestDocument()) with { Query = query };
        if (_options.RecordIpAddress) record.IpAddress = context.Connection.RemoteIpAddress?.ToString();
        if (_options.User is { } user) record.UserId ??= user(context);
        if (_options.Tags is { } tags && tags(context) is { Count: > 0 } found) record.Tags = record.Tags is null ? found : [.. record.Tags, .. found];
    }

    private bool IsWanted(HttpContext context)
    {
        var path = context.Request.Path;
        for (var i = 0; i < _options.Exclude.Count; i++)
            if (path.StartsWithSegments(_options.Exclude[i])) return false;
        if (_options.Include.Count > 0 && !_options.Include.Any(included => path.StartsWithSegments(included))) return false;
        if (_options.Filter is not { } filter) return true;
        return Ask(context, filter, true);
    }

    private string? SessionOf(HttpContext context)
    {
        if (_options.Session is { } session && Ask(context, session, null) is { Length: > 0 } said) return said;
        if (_options.SessionHeader is { } header && context.Request.Headers.TryGetValue(header, out var named) && named.ToString() is { Length: > 0 and <= 256 } text) return text;
        if (_options.SessionCookie is { } cookie && context.Request.Cookies.TryGetValue(cookie, out var value) && value.Length > 0) return "cookie-" + Hashes.OfBytes(System.Text.Encoding.UTF8.GetBytes(value))[..24];
        return null;
    }

    /// <summary>A hook of the application; what it throws is as if it had said nothing.</summary>
    private static T Ask<T>(HttpContext context, Func<HttpContext, T> hook, T otherwise)
    {
        try
        {
            return hook(context);
        }
#pragma warning disable CA1031 // As above.
        catch
        {
            return otherwise;
        }
#pragma warning restore CA1031
    }
}
