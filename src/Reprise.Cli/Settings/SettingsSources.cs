using Microsoft.Extensions.Configuration;

namespace Reprise.Cli.Settings;

/// <summary>Reads settings from where a server reads them: <c>reprise.json</c> beside the data, then the environment, then the command line; later ones win.</summary>
internal static class SettingsSources
{
    public const string FileName = "reprise.json";
    public const string Prefix = "REPRISE_";

    public static IConfigurationRoot Load(string dataFolder, IEnumerable<string> settings)
    {
        var path = Path.GetFullPath(Path.Combine(dataFolder, FileName));
        var builder = new ConfigurationBuilder();
        if (File.Exists(path)) builder.AddJsonFile(path, optional: true, reloadOnChange: false);
        builder.AddEnvironmentVariables(Prefix);
        builder.AddInMemoryCollection(settings.Select(static setting => Split(setting)));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException e)
        {
            throw new CommandFailedException($"{path} cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>Where a setting comes from, in words.</summary>
    public static string Origin(IConfigurationRoot settings, string key)
    {
        foreach (var provider in settings.Providers.Reverse())
        {
            if (!provider.TryGet(key, out _)) continue;
            return provider switch
            {
                Microsoft.Extensions.Configuration.Json.JsonConfigurationProvider => FileName,
                Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationProvider => "environment",
                _ => "--set",
            };
        }

        return "";
    }

    private static KeyValuePair<string, string?> Split(string setting)
    {
        var sign = setting.IndexOf('=', StringComparison.Ordinal);
        return new KeyValuePair<string, string?>(setting[..sign], setting[(sign + 1)..]);
    }
}
