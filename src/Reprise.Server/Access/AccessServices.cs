using Reprise.Server.Hosting;

namespace Reprise.Server.Access;

/// <summary>The guards before everything else.</summary>
internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessOptions>(configuration, AccessOptions.Section, options => options.Mistakes());
        return services.AddHostedService<LocalOnlyCheck>();
    }

    /// <summary>Refuses requests from other machines and other pages. The first middleware of all, before the gateway too.</summary>
    public static IApplicationBuilder UseLocalOnly(this IApplicationBuilder app) => app.UseMiddleware<LocalOnly>();
}
