using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Reprise.Demo.Upstream;

/// <summary>Plays one request: finds the dialect, asks the script, and sends what comes at the pace that was set.</summary>
internal sealed class Stage(ScriptedUpstreamOptions options)
{
    private static readonly IReadOnlyList<IScriptedDialect> _dialects =
    [
        new MistralChat(), new OpenAiChat(), new OpenAiCompletions(), new OpenAiResponses(), new OpenAiEmbeddings(),
        new AnthropicMessages(), new AnthropicCountTokens(),
        new OllamaChat(), new OllamaGenerate(), new OllamaEmbed(),
        new GeminiGenerate(), new GeminiEmbed(), new BedrockConverse(), new CohereChat(), new CohereEmbed(),
    ];

    /// <summary>A refusal is quick, but it crosses the network too.</summary>
    private static readonly TimeSpan _refusalDelay = TimeSpan.FromMilliseconds(90);

    private readonly Script _script = new(options);

    public async Task PlayAsync(HttpContext context)
    {
        var (provider, path) = Locate(context);
        context.Response.Headers["x-request-id"] = $"req_{context.TraceIdentifier.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant()}";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            var catalogue = Catalogue.For(provider, path);
            await SendAsync(context, catalogue is null ? 404 : 200, catalogue ?? new OpenAiChat().Error(404, $"Nothing is at {path}."));
            return;
        }

        var dialect = _dialects.FirstOrDefault(d => d is not MistralChat || provider == "mistral" ? d.Accepts(path) : false);
        if (dialect is null)
        {
            await SendAsync(context, 404, new OpenAiChat().Error(404, $"Nothing is at {path}."));
            return;
        }

        if (await ReadBodyAsync(context) is not { } body)
        {
            await SendAsync(context, 400, dialect.Error(400, "The body is no JSON object."));
            return;
        }

        var ask = dialect.Read(path, body);
        var (model, wish) = Behaviour.Split(ask.Model);
        ask = ask with { Model = model };
        var behaviour = context.Request.Headers[Behaviour.Header].ToString() is { Length: > 0 } asked ? asked : wish ?? "";
        await PlayAsync(context, dialect, ask, behaviour);
    }

    private async Task PlayAsync(HttpContext context, IScriptedDialect dialect, Ask ask, string behaviour)
    {
        if (behaviour == Behaviour.Hang || (behaviour == Behaviour.Stall && !ask.Stream)) await WaitAsync(TimeSpan.FromMinutes(10), context.RequestAborted);
        if (behaviour == Behaviour.Slow) await WaitAsync(TimeSpan.FromSeconds(2), context.RequestAborted);
        if (Behaviour.ErrorOf(behaviour, ask.Stream) is { } error)
        {
            await WaitAsync(_refusalDelay * options.Pace, context.RequestAborted);
            if (behaviour == Behaviour.RateLimited) context.Response.Headers.RetryAfter = "2";
            await SendAsync(context, dialect.StatusFor(error.Status), dialect.Error(dialect.StatusFor(error.Status), error.Message));
            return;
        }

        var reply = _script.For(ask, behaviour);
        await WaitAsync(reply.FirstDelay * options.Pace, context.RequestAborted);
        if (ask.Stream) await StreamAsync(context, dialect, ask, reply, behaviour);
        else await AnswerAsync(context, dialect, ask, reply, behaviour);
    }

    private async Task AnswerAsync(HttpContext context, IScriptedDialect dialect, Ask ask, Reply reply, string behaviour)
    {
        // A whole answer takes as long as all its pieces would.
        await WaitAsync(reply.PieceDelay * (reply.CompletionTokens / 3.0) * options.Pace, context.RequestAborted);
        var bytes = Frames.Json(dialect.Answer(ask, reply));
        if (behaviour == Behaviour.Malformed) bytes = bytes[..(bytes.Length / 2)];
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        if (behaviour != Behaviour.Cut)
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            return;
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private async Task StreamAsync(HttpContext context, IScriptedDialect dialect, Ask ask, Reply reply, string behaviour)
    {
        context.Response.ContentType = dialect.StreamType;
        context.Response.Headers.CacheControl = "no-cache";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var frames = dialect.Stream(ask, reply).ToList();
        var last = behaviour is Behaviour.Stall or Behaviour.Cut or Behaviour.StreamError or Behaviour.Malformed ? frames.Count / 2 : frames.Count;
        for (var i = 0; i < last; i++)
        {
            if (i > 0) await WaitAsync(reply.PieceDelay * options.Pace, context.RequestAborted);
            await context.Response.Body.WriteAsync(frames[i], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        if (behaviour == Behaviour.Stall) await WaitAsync(TimeSpan.FromMinutes(10), context.RequestAborted);
        if (behaviour == Behaviour.StreamError)
            await context.Response.Body.WriteAsync(dialect.StreamError("The answer could not be finished."), context.RequestAborted);
        if (behaviour == Behaviour.Malformed)
            await context.Response.Body.WriteAsync(frames[last].AsMemory(0, frames[last].Length / 2), context.RequestAborted);
        if (behaviour == Behaviour.Cut) context.Abort();
    }

    private async Task WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        if (duration > TimeSpan.Zero) await Task.Delay(duration, options.Time, cancellationToken);
    }

    private static (string Provider, string Path) Locate(HttpContext context)
    {
        // The undecoded target: model names carry escaped colons.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = Uri.UnescapeDataString(query < 0 ? target : target[..query]);
        var slash = path.IndexOf('/', 1);
        return slash < 0 ? (path.TrimStart('/'), "/") : (path[1..slash], path[slash..]);
    }

    private static async Task<JsonObject?> ReadBodyAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task SendAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Frames.Json(body), context.RequestAborted);
    }
}
