namespace DpuIpam.Build;

internal static class Program
{
    private const int WrongUse = 2;

    private const string Usage = """
        Usage: DpuIpam.Build help <pages folder> <output folder>
          Checks every page of the pages folder (docs/en-US) and writes what Get-Help reads:
          the MAML file that the pages name as their 'external help file', and about_*.help.txt.
          Files whose content stays the same are left untouched.
        """;

    public static int Main(string[] args)
    {
        if (args is not ["help", var pages, var output])
        {
            Console.Error.WriteLine(Usage);
            return WrongUse;
        }

        return HelpBuild.Run(pages, output, Console.Error);
    }
}
