using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Client.Recording;

namespace Reprise.Client.AspNetCore;

/// <summary>Records every request an application answers: <c>app.UseReprise()</c>.</summary>
public static class RequestRecording
{
    /// <summary>Says what of requests is recorded. Needed only for other than the defaults.</summary>
    public static IServiceCollection AddRepriseRequests(this IServiceCollection services, Action<RequestRecordingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RequestRecordingOptions>();
        services.TryAddSingleton(TimeProvider.System);
        if (configure is not null) services.Configure(configure);
        return services;
    }

    /// <summary>
    /// Records each request that passes here as <c>api_request</c>. Put it first, so that it sees what others answer, and behind what handles exceptions, so that it sees
    /// those; it changes neither. Needs an <see cref="IRecorder"/> among the services.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no recorder.</exception>
    public static IApplicationBuilder UseReprise(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<IRecorder>() is null) throw new InvalidOperationException("UseReprise needs a recorder among the services: builder.Services.AddReprise(…), or AddSingleton<IRecorder>(…).");
        return app.UseMiddleware<RequestRecordingMiddleware>();
    }

    /// <summary>Requests of these endpoints are not recorded.</summary>
    public static TBuilder WithoutRecording<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(static endpoint => endpoint.Metadata.Add(new NotRecordedAttribute()));
        return endpoints;
    }

    /// <summary>This request is not recorded, whatever else was said. For a handler that learns only from the request that it must not be.</summary>
    public static void OmitFromRecord(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[RequestRecordingMiddleware.OmittedKey] = RequestRecordingMiddleware.OmittedKey;
    }

    /// <summary>The record of this request while it is made, to add tags, metadata or a prompt type; null when it is not recorded.</summary>
    public static CallRecord? FindRecord(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(RequestRecordingMiddleware.RecordKey, out var record) ? record as CallRecord : null;
    }
}

/// <summary>On a controller or an action: its requests are not recorded.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NotRecordedAttribute : Attribute;
