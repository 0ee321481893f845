global using DpuIpam.Cmdlets.Tests.Hosting;
global using Xunit;
