using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Reprise.Access;
using Reprise.Client;
using Reprise.Mcp.Record;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Mcp;

/// <summary>
/// The record for assistants over streamable HTTP, with the permissions of the key that comes with each request. Without sessions: every request stands alone, and nothing is
/// sent that was not asked for.
/// </summary>
internal static class McpEndpoints
{
    private const long MaxBodyBytes = 1024 * 1024;

    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        services.AddSingleton<OwnApi>();
        return services.AddSingleton<IStartupFilter>(s => s.GetRequiredService<OwnApi>());
    }

    public static IEndpointRouteBuilder MapMcp(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mcp", TakeAsync).ExcludeFromDescription().Needs(Permission.Read);
        return routes;
    }

    private static async Task TakeAsync(HttpContext http, OwnApi api, CancellationToken cancellationToken)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBodyBytes;
        JsonRpcMessage? message;
        try
        {
            message = await JsonSerializer.DeserializeAsync(http.Request.Body, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)), cancellationToken);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            message = null;
        }

        if (message is null)
        {
            await RefuseAsync(http, cancellationToken);
            return;
        }

        // 1. A server for this one message, which reads the record as its caller may.
        using var client = new RepriseClient(api.ClientOf(http), RequestProject.ProjectOf(http));
        await using var transport = new StreamableHttpServerTransport(null) { Stateless = true };
        await using var server = McpServer.Create(transport, RecordServer.Options(client, s_version), null, null);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = server.RunAsync(over.Token);

        // 2. Its answer goes out as it comes.
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache,no-store";
        if (!await transport.HandlePostRequestAsync(message, http.Response.Body, cancellationToken))
        {
            http.Response.ContentType = null;
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await over.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static readonly string s_version = typeof(McpEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static Task RefuseAsync(HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"The body is no JSON-RPC message. Send one message a request; batches are not taken."}}""", cancellationToken);
    }
}
