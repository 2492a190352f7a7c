using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Reprise.Capture;
using Reprise.Privacy.Detection;
using Reprise.Security;
using Reprise.Security.Injection;
using Reprise.Security.Policies;
using Reprise.Security.Rules;
using Reprise.Security.Scanning;
using Reprise.Server.Hosting;
using Reprise.Settings;
using Reprise.Yara;

namespace Reprise.Server.Security;

internal static class SecurityServices
{
    /// <summary>Said where rules are asked for on a server that must not load libyara.</summary>
    public const string TurnedOff = "turned off (Security:Yara)";

    /// <summary>What scans calls and what acts on what it finds. Expects the store of settings to be registered before.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration, string data)
    {
        services.AddSettings<SecurityOptions>(configuration, SecurityOptions.Section, static options => options.Mistakes());
        services.AddSingleton(s => s.GetRequiredService<IOptions<SecurityOptions>>().Value);
        services.TryAddSingleton(_ => Detector.BuiltIn.Remembering());
        services.AddSingleton(s => new SecurityFolder(Path.GetFullPath(s.GetRequiredService<SecurityOptions>().RuleFolder is { Length: > 0 } folder ? folder : Path.Combine(data, "rules"))));
        services.AddSingleton(s => s.GetRequiredService<SecurityOptions>().Yara
            ? YaraScanner.Create(s.GetRequiredService<SecurityFolder>().Path, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<YaraScanner>>())
            : new NoRules(TurnedOff));
        services.AddSingleton(s => new SecurityScanner(s.GetRequiredService<IRuleScanner>(), InjectionModel.BuiltIn, s.GetRequiredService<Detector>(), s.GetRequiredService<SecurityOptions>()));
        services.AddSingleton(s => new SecurityPolicies(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new CallInspector(s.GetRequiredService<SecurityScanner>(), s.GetRequiredService<SecurityPolicies>(), s.GetRequiredService<SecurityOptions>()));
        services.AddSingleton<ICallInspector>(s => s.GetRequiredService<CallInspector>());
        services.AddSingleton<SecurityCounters>();
        services.AddSingleton<SecurityGate>();
        services.AddSingleton<StoredScan>();
        return services.AddHostedService<SecurityReading>();
    }
}
