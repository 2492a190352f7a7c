using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Server.Access.External;
using Reprise.Server.Hosting;

namespace Reprise.Server.Access;

/// <summary>The guards before everything else.</summary>
internal static class AccessServices
{
    /// <summary>Users, keys and sign-ins. Expects the settings store to be registered by others.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddAccessSettings(configuration).AddSingleton(new LocalOnlyRules(HasLogin: true));
        services.AddSingleton<AccessBook>().AddSingleton<Users>().AddSingleton<ApiKeys>().AddSingleton<Members>().AddSingleton<SignIns>().AddSingleton<Passwords>().AddSingleton<SignInThrottle>();
        services.AddSingleton(static s => s.GetRequiredService<IOptions<AccessOptions>>().Value is var options ? new SignInRules(options.SignInIdle, options.SignInLifetime) : throw new InvalidOperationException());
        services.AddSingleton<KeyUse>().AddHostedService(static s => s.GetRequiredService<KeyUse>());
        services.AddSingleton<PasswordSignIn>().AddSingleton<ReadLog>().AddSingleton<IdentityProvider>().AddSingleton<ExternalSignIn>();
        return services.AddHostedService<AccessCheck>();
    }

    /// <summary>For a server without users: it answers this machine alone.</summary>
    public static IServiceCollection AddLocalOnly(this IServiceCollection services, IConfiguration configuration) =>
        services.AddAccessSettings(configuration).AddSingleton(new LocalOnlyRules(HasLogin: false)).AddHostedService<LocalOnlyCheck>();

    /// <summary>Refuses requests by other names and from other pages. The first middleware of all, before the gateway too.</summary>
    public static IApplicationBuilder UseLocalOnly(this IApplicationBuilder app) => app.UseMiddleware<LocalOnly>();

    /// <summary>Finds out who asks. Stands before the gateway.</summary>
    public static IApplicationBuilder UseEntrance(this IApplicationBuilder app) => app.UseMiddleware<Entrance>();

    /// <summary>Lets through who may. Stands before the routes.</summary>
    public static IApplicationBuilder UseRouteGuard(this IApplicationBuilder app) => app.UseMiddleware<RouteGuard>();

    private static IServiceCollection AddAccessSettings(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSettings<AccessOptions>(configuration, AccessOptions.Section, options => options.Mistakes());
}

/// <param name="HasLogin">Whether there are users and keys, so that other machines may be answered.</param>
internal sealed record LocalOnlyRules(bool HasLogin);
