using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Reprise.Benchmarks.Gateway;

/// <summary>A provider that answers at once: the same chat completion for every request, or a stream of 40 pieces when the path ends in <c>/stream</c>.</summary>
internal static class StaticUpstream
{
    public static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-bench","object":"chat.completion","created":1772012052,"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"A replacement pump was ordered in March and the invoice carries the number you gave; the supplier confirms delivery within nine working days, so the booking can go ahead as planned and nothing else has to change.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":312,"completion_tokens":43,"total_tokens":355,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_dbff050aca"}""");

    public static async Task RunAsync(int port)
    {
        var app = Build(port);
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (context.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal))
            {
                await StreamAsync(context);
                return;
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            await context.Response.Body.WriteAsync(Answer);
        });
        await app.RunAsync();
    }

    public static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.ListenLocalhost(port);
            k.AddServerHeader = false;
        });
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < 40; i++)
        {
            var piece = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" piece " + i + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(piece));
            await context.Response.Body.FlushAsync();
            await Task.Delay(5);
        }

        await context.Response.Body.WriteAsync("data: {\"id\":\"chatcmpl-bench\",\"choices\":[],\"usage\":{\"prompt_tokens\":312,\"completion_tokens\":40,\"total_tokens\":352}}\n\ndata: [DONE]\n\n"u8.ToArray());
    }
}
