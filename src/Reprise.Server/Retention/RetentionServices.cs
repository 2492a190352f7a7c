using Microsoft.Extensions.Options;
using Reprise.Retention;
using Reprise.Server.Hosting;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Retention;

internal static class RetentionServices
{
    /// <summary>Policies, holds, runs and deletions. Expects the stores of interactions and of settings to be registered by others.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RetentionOptions>(configuration, RetentionOptions.Section, static options => options.Mistakes());
        services.AddSingleton(s => s.GetRequiredService<IOptions<RetentionOptions>>().Value);
        services.AddSingleton(s => new Holds(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RetentionPolicies(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<RetentionOptions>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RetentionRun(
            s.GetRequiredService<IInteractionStore>(),
            s.GetRequiredService<ISettingsStore>(),
            s.GetRequiredService<RetentionPolicies>(),
            s.GetRequiredService<Holds>(),
            s.GetRequiredService<RetentionOptions>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new Deletion(
            s.GetRequiredService<IInteractionStore>(),
            s.GetRequiredService<ISettingsStore>(),
            s.GetRequiredService<Holds>(),
            s.GetRequiredService<RetentionOptions>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RetentionService>();
        return services.AddHostedService(s => s.GetRequiredService<RetentionService>());
    }
}
