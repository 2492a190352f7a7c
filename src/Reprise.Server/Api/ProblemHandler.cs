using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Reprise.Calls;
using Reprise.Replay;
using Reprise.Server.Replay;
using Reprise.Store;

namespace Reprise.Server.Api;

/// <summary>Writes every failure of <c>/api</c> as problem details. An unexpected one is logged and tells the client only where to look.</summary>
internal sealed partial class ProblemHandler(IProblemDetailsService problems, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested) return true;
        var problem = exception switch
        {
            ApiProblem known => known,
            ReplayException obstacle => ReplayProblems.Of(obstacle),
            CallRefusedException refused => ReplayProblems.Of(refused),
            BadHttpRequestException { StatusCode: 413 } => ApiProblem.TooLarge("The request body is larger than this server takes. Send it in parts."),
            BadHttpRequestException bad => new ApiProblem(bad.StatusCode, "invalid-request", "The request cannot be read", Explain(bad)),
            UnansweredFilterException filter => ApiProblem.InvalidParameter("q", filter.Message),
            TooManyGroupsException many => ApiProblem.InvalidParameter("group_by", many.Message),
            StoreException { IsTransient: true } e => ApiProblem.StoreUnavailable(e.Message),
            _ => null,
        };
        if (problem is null)
        {
            var trace = Activity.Current?.Id ?? context.TraceIdentifier;
            Log.Unexpected(logger, exception, context.Request.Method, context.Request.Path, trace);
            problem = new ApiProblem(500, "internal", "Something went wrong here", $"The server's log has the details under trace id {trace}.");
        }

        if (context.Response.HasStarted) return false;
        context.Response.StatusCode = problem.Details.Status!.Value;
        if (problem.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        // Who asks for lines or bytes is told of a problem all the same; the writer would say nothing to those who did not ask for JSON.
        context.Request.Headers.Accept = "application/problem+json";
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem.Details });
    }

    /// <summary>Framework messages quote C# types; people know parameters.</summary>
    private static string Explain(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json) return Explain(json);
        const string Start = "Failed to bind parameter \"";
        if (!bad.Message.StartsWith(Start, StringComparison.Ordinal)) return bad.Message;
        var rest = bad.Message[Start.Length..];
        var declaration = rest[..Math.Max(0, rest.IndexOf('"', StringComparison.Ordinal))];
        var name = declaration[(declaration.LastIndexOf(' ') + 1)..];
        var kind = declaration.StartsWith("int", StringComparison.Ordinal) || declaration.StartsWith("Nullable<int", StringComparison.Ordinal) ? "a whole number"
            : declaration.Contains("bool", StringComparison.Ordinal) ? "true or false" : "another value";
        return $"The parameter '{name}' must be {kind}.";
    }

    private static string Explain(JsonException json)
    {
        var place = json.Path is { Length: > 0 } path && path != "$" ? $" at {path}" : "";
        if (Unknown().Match(json.Message) is { Success: true } unknown) return $"The body has a member '{ApiProblem.Short(unknown.Groups["name"].Value)}'{place} that is not known here.";
        if (Missing().Match(json.Message) is { Success: true } missing) return $"The body lacks {missing.Groups["names"].Value}.";
        return $"The body cannot be read as JSON{place} (line {json.LineNumber.GetValueOrDefault() + 1}).";
    }

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 100)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: (?<names>'[^.]*')", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Missing();

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Error, "Request failed: {Method} {Path} (trace id {TraceId})")]
        public static partial void Unexpected(ILogger logger, Exception exception, string method, string path, string traceId);
    }
}
