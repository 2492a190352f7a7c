namespace Reprise.Server.Hosting;

/// <summary>Where settings come from: <c>reprise.json</c> in the data folder, then the environment (<c>REPRISE_Section__Name</c>), then flags; later wins.</summary>
internal static class RepriseConfiguration
{
    public const string FileName = "reprise.json";
    public const string EnvironmentPrefix = "REPRISE_";
    public const string DefaultData = "data";

    private static readonly Dictionary<string, string> s_flags = new(StringComparer.OrdinalIgnoreCase) { ["--data"] = "Data", ["--urls"] = "Urls", ["--url"] = "Urls" };

    /// <summary>Adds the sources, in the place of whatever files and variables the host reads by itself.</summary>
    /// <param name="configuration">Of the application's builder.</param>
    /// <param name="args">Flags, as <c>--data ./data</c> or <c>--Ingest:BatchSize=100</c>.</param>
    /// <param name="environment">Variables to read instead of the process's own; for tests.</param>
    /// <returns>The data folder.</returns>
    public static string AddRepriseConfiguration(this IConfigurationBuilder configuration, string[] args, IReadOnlyDictionary<string, string?>? environment = null)
    {
        // The file lies in the data folder, which the other two name; so they are read first, and put over the file afterwards.
        var named = AddNamed(new ConfigurationBuilder(), args, environment).Build();
        var data = named["Data"] is { Length: > 0 } folder ? folder : DefaultData;
        configuration.AddInMemoryCollection([new("Data", data), new("Urls", ServeOptions.DefaultUrl)]);
        configuration.AddJsonFile(Path.GetFullPath(Path.Combine(data, FileName)), optional: true, reloadOnChange: false);
        AddNamed(configuration, args, environment);
        return data;
    }

    private static IConfigurationBuilder AddNamed(IConfigurationBuilder builder, string[] args, IReadOnlyDictionary<string, string?>? environment)
    {
        if (environment is null) builder.AddEnvironmentVariables(EnvironmentPrefix);
        else builder.AddInMemoryCollection(environment.Where(v => v.Key.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(v => KeyValuePair.Create(v.Key[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal), v.Value)));
        return builder.AddCommandLine(args, s_flags);
    }
}
