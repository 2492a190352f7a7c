namespace Reprise.Server.Gateway;

internal static class GatewayServices
{
    public static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton<ProviderDirectory>()
        .AddSingleton<UpstreamClient>()
        .AddSingleton<Relay>();

    public static IApplicationBuilder UseGateway(this IApplicationBuilder app) => app.UseMiddleware<GatewayMiddleware>();
}
