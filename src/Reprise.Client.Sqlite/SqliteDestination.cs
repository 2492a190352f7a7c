using Microsoft.Extensions.DependencyInjection;
using Reprise.Client.Recording;

namespace Reprise.Client.Sqlite;

/// <summary>Records into a file of this process.</summary>
public static class SqliteDestination
{
    /// <summary>Writes records into an SQLite file, without a server. One program at a time has the file.</summary>
    /// <param name="builder">What is configured.</param>
    /// <param name="path">The file, such as <c>data/reprise.db</c>.</param>
    /// <param name="project">The project records go into.</param>
    public static RepriseBuilder ToSqlite(this RepriseBuilder builder, string path, string project = RepriseClient.DefaultProject)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Options.Project = project;
        return builder.To(provider => new SqliteSink(path, project, provider.GetService<TimeProvider>()));
    }
}
