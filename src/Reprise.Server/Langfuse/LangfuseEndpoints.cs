using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Prompts;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Hosting;
using Reprise.Server.Ingest;
using Reprise.Wire;

namespace Reprise.Server.Langfuse;

/// <summary>
/// The part of Langfuse's public API by which its clients record, so that they can be pointed here unchanged. Their public or their secret key is a key of ours; where no
/// login is asked for, any will do. The project comes from the key, or the header <c>Reprise-Project</c>.
/// </summary>
internal static class LangfuseEndpoints
{
    private const string Version = "3";

    public static IServiceCollection AddLangfuse(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<LangfuseOptions>(configuration, LangfuseOptions.Section, options => options.Mistakes());
        services.TryAddSingleton<LangfuseIntake>();
        return services;
    }

    public static IEndpointRouteBuilder MapLangfuse(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/public").ExcludeFromDescription();
        group.MapPost("ingestion", TakeAsync).Needs(Permission.Record);
        group.MapGet("health", static () => TypedResults.Json(new LangfuseHealthDocument("OK", Version), LangfuseJson.Default.LangfuseHealthDocument)).Needs(Permission.Public);
        group.MapGet("projects", ProjectsOf).Needs(Permission.SignedIn);
        group.MapGet("v2/prompts/{name}", PromptAsync).Needs(Permission.Record);
        return routes;
    }

    private static async Task<JsonHttpResult<LangfuseResultDocument>> TakeAsync(HttpContext http, LangfuseIntake intake, IOptions<LangfuseOptions> options, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(http, options.Value.MaxBodyBytes, cancellationToken);
        var events = LangfuseBatch.Cut(body, options.Value.MaxEvents + 1);
        if (events.Count > options.Value.MaxEvents) throw ApiProblem.TooLarge($"The batch has more than {options.Value.MaxEvents:N0} events. Send it in parts.");
        var result = await intake.TakeAsync(events, RequestProject.ProjectOf(http), cancellationToken);
        return TypedResults.Json(result, LangfuseJson.Default.LangfuseResultDocument, statusCode: StatusCodes.Status207MultiStatus);
    }

    private static JsonHttpResult<LangfuseProjectsDocument> ProjectsOf(HttpContext http)
    {
        var project = RequestProject.ProjectOf(http);
        return TypedResults.Json(new LangfuseProjectsDocument([new LangfuseProjectDocument(project, project)]), LangfuseJson.Default.LangfuseProjectsDocument);
    }

    /// <summary>A prompt of ours as Langfuse's clients fetch one: the version asked for, or that of the label, by default of <c>production</c>, else the newest.</summary>
    private static async Task<JsonHttpResult<LangfusePromptDocument>> PromptAsync(HttpContext http, PromptShelf prompts, string name, int? version, string? label, CancellationToken cancellationToken)
    {
        var prompt = await prompts.FindAsync(RequestProject.ProjectOf(http), name, cancellationToken);
        var found = LangfusePromptDocument.Of(prompt, version, label)
            ?? throw new ApiProblem(404, "prompt-not-found", "Prompt not found", $"There is no such prompt, version or label: '{ApiProblem.Short(name)}'.");
        return TypedResults.Json(found, LangfuseJson.Default.LangfusePromptDocument);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, long most, CancellationToken cancellationToken)
    {
        // A body that says it is too large is refused by us, and left to the server to read to its end: else the client would meet a closed connection and no answer.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = http.Request.ContentLength > most ? null : most;
        if (http.Request.ContentLength > most) throw ApiProblem.TooLarge($"The batch is larger than {most:N0} bytes. Send it in parts.");
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        var plain = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? http.Request.Body
            : DecodedBody.Open(http.Request.Body, encoding)
            ?? throw new ApiProblem(415, "unsupported-media-type", "Not a content encoding we read", $"'{ApiProblem.Short(encoding)}' is not understood here; expected gzip, br or deflate.");
        await using var limited = new LimitedStream(plain, most, "The batch");
        using var whole = new MemoryStream();
        try
        {
            await limited.CopyToAsync(whole, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // Brotli's decoder has the second of these for what is none.
            throw new ApiProblem(400, "invalid-request", "The request cannot be read", $"The body is not valid {ApiProblem.Short(encoding)}.");
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }
}
